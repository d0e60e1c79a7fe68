// What each kind of search costs: fills an index in this process with a library of made-up texts, then asks so many of
// each kind, one after the other, and prints the milliseconds that half, 99 of 100 and all of them took at most.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "paths.h"
#include "services/content/domain/manuscript.h"
#include "services/content/rpc/convert_search.h"
#include "services/content/search/xapian_index.h"
#include "services/content/store/site_files.h"
#include "tests/bench/library_texts.h"
#include "tests/bench/sample.h"

namespace careloop::bench {
namespace {

using content::Site;
using content::XapianIndex;
using Kind = LibraryTexts::Kind;

struct Options {
  size_t publications = 5000;
  size_t kib = 8;
  int searches = 500;  // of a kind
  std::string only;
};

constexpr std::pair<Kind, const char*> kKinds[] = {{Kind::kWord, "a word"},
                                                   {Kind::kTwoWords, "two words"},
                                                   {Kind::kThreeWords, "three words"},
                                                   {Kind::kPhrase, "a phrase of two"},
                                                   {Kind::kBeginning, "word, beginning"},
                                                   {Kind::kMisspelt, "a misspelt word"},
                                                   {Kind::kDrugInTopic, "drug, word, filter"}};

content::Library Published(const LibraryTexts& texts, const Site& site) {
  const Disclaimer disclaimer = site.disclaimers.Required("en").value();
  std::vector<content::Change> changes;
  for (size_t i = 0; i < texts.size(); ++i) {
    const content::Act act{.time = absl::FromUnixSeconds(static_cast<int64_t>(i)), .person = "", .name = ""};
    changes.emplace_back(content::Revision{.manuscript = content::ReadManuscript(texts.markdown(i), site).value(),
                                           .number = 1,
                                           .imprint = content::Imprint{.act = act, .disclaimer = disclaimer}});
  }
  return content::Library(site, nullptr, static_cast<int64_t>(changes.size()), std::move(changes));
}

int64_t Microseconds(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - since).count();
}

void Measure(XapianIndex& index, const LibraryTexts& texts, Kind kind, const char* name, int searches) {
  Rng rng(1);
  Sample times;
  double found = 0;
  for (int i = 0; i < searches; ++i) {
    content::v1::SearchPublicationsRequest request;
    texts.FillSearch(kind, rng, request);
    const auto start = std::chrono::steady_clock::now();
    found += index.Search(content::ToSearchQuery(request), {.matching = {}, .first = 0, .size = 10}).value().total;
    times.push_back(Microseconds(start));
  }
  const auto ms = [&](double share) { return static_cast<double>(Percentile(times, share)) / 1000; };
  std::printf("%-20s%9.2f%9.2f%9.2f%9.0f\n", name, ms(0.5), ms(0.99), ms(1), found / searches);
}

int Main(const Options& options) {
  const Site site = content::LoadSite(CARELOOP_SOURCE_DIR "/deploy/site", "en").value();
  const LibraryTexts texts(options.publications, options.kib << 10);
  const content::Library library = Published(texts, site);
  const auto index = XapianIndex::Create(site, std::filesystem::temp_directory_path()).value();
  const auto start = std::chrono::steady_clock::now();
  if (!index->Update(library).ok()) return 1;
  std::printf("%zu publications indexed in %.1f s\n\n%-20s%9s%9s%9s%9s\n", texts.size(),
              static_cast<double>(Microseconds(start)) / 1e6, "search", "p50 ms", "p99 ms", "most ms", "found");
  for (const auto& [kind, name] : kKinds) {
    if (options.only.empty() || options.only == name) Measure(*index, texts, kind, name, options.searches);
  }
  return 0;
}

}  // namespace
}  // namespace careloop::bench

int main(int argc, char** argv) {
  careloop::bench::Options options;
  CLI::App app("What each kind of search costs");
  app.add_option("--publications", options.publications)->check(CLI::Range(1, 100'000));
  app.add_option("--kib", options.kib)->check(CLI::Range(1, 500));
  app.add_option("--searches", options.searches, "How many of each kind")->check(CLI::Range(1, 1'000'000));
  app.add_option("--only", options.only, "One kind, as its line begins");
  CLI11_PARSE(app, argc, argv);
  return careloop::bench::Main(options);
}
