-- Who has lost their keys is given no others: see common/crypto/patient_records.h.

-- patient -> ERASED; SOME if there is anything that is encrypted with keys of theirs, else NONE: threads, caregivers, enrolments, and
-- those that have ended, which only their teams know.
define_read('records_of', function(tag, args)
  local patient = args[1]
  if is_erased(tag, patient) then return {'ERASED'} end
  local own = tag .. ':patient:' .. patient
  if redis.call('EXISTS', own .. ':threads', own .. ':teams', caregivers_key(tag, patient)) > 0 then return {'SOME'} end
  for _, team in ipairs(redis.call('SMEMBERS', tag .. ':teams')) do
    if redis.call('HEXISTS', tag .. ':team:' .. team .. ':former', patient) == 1 then return {'SOME'} end
  end
  return {'NONE'}
end)
