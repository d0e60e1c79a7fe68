// What a page costs: renders each publication of deploy/site again and again on one thread, with the fonts loaded, and
// prints the median of the milliseconds for its PDF, those a page, and those for its thumbnail. With --out, it leaves
// the files there, to be looked at.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "paths.h"
#include "services/content/domain/manuscript.h"
#include "services/content/rendering/page_renderer.h"
#include "services/content/store/site_files.h"

namespace careloop::content {
namespace {

namespace fs = std::filesystem;

struct Options {
  int rounds = 50;
  std::string out;
};

std::string ReadAll(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// As it is on the day that its review is due.
RenditionOrder OrderOf(const fs::path& file, const Site& site, RenditionKind kind) {
  Manuscript manuscript = ReadManuscript(ReadAll(file), site).value();
  const absl::Time published = absl::FromCivil(manuscript.text.review_due, absl::UTCTimeZone());
  Disclaimer disclaimer = site.disclaimers.Required(manuscript.text.language).value();
  const Imprint imprint{.act = {.time = published, .person = "", .name = ""}, .disclaimer = std::move(disclaimer)};
  return {.publication = ShownPublished(std::move(manuscript), 1, imprint), .review_overdue = false, .kind = kind};
}

double MedianMilliseconds(Renderer& renderer, const RenditionOrder& order, int rounds, Rendition& last) {
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) {
    const auto start = std::chrono::steady_clock::now();
    last = renderer.Render(order, [] { return false; }).value();
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
  return times[static_cast<size_t>(rounds / 2)];
}

void Keep(const Options& options, const std::string& name, const Rendition& rendition) {
  if (!options.out.empty()) std::ofstream(options.out + "/" + name, std::ios::binary) << rendition.bytes;
}

int Main(const Options& options) {
  const Site site = LoadSite(CARELOOP_SOURCE_DIR "/deploy/site", "en").value();
  const auto renderer = PageRenderer::Create().value();
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(CARELOOP_SOURCE_DIR "/deploy/site/publications")) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::printf("%-32s%8s%10s%10s%10s%14s\n", "publication", "pages", "PDF KiB", "PDF ms", "ms/page", "thumbnail ms");
  for (const fs::path& file : files) {
    Rendition pdf, picture;
    const double pdf_ms = MedianMilliseconds(*renderer, OrderOf(file, site, RenditionKind::kPdf), options.rounds, pdf);
    const double picture_ms =
        MedianMilliseconds(*renderer, OrderOf(file, site, RenditionKind::kThumbnail), options.rounds, picture);
    const std::string id = file.stem();
    std::printf("%-32s%8d%10.1f%10.2f%10.2f%14.2f\n", id.c_str(), pdf.pages,
                static_cast<double>(pdf.bytes.size()) / 1024, pdf_ms, pdf_ms / pdf.pages, picture_ms);
    Keep(options, id + ".pdf", pdf);
    Keep(options, id + ".png", picture);
  }
  return 0;
}

}  // namespace
}  // namespace careloop::content

int main(int argc, char** argv) {
  careloop::content::Options options;
  CLI::App app("What a page of a rendition costs");
  app.add_option("--rounds", options.rounds, "How often each is rendered")->check(CLI::Range(1, 100'000));
  app.add_option("--out", options.out, "Leave the files in this folder")->check(CLI::ExistingDirectory);
  CLI11_PARSE(app, argc, argv);
  return careloop::content::Main(options);
}
