#ifndef CARELOOP_TESTS_UNIT_CONTENT_RENDERING_SAMPLE_H_
#define CARELOOP_TESTS_UNIT_CONTENT_RENDERING_SAMPLE_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/content/rendering/page_renderer.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {

inline constexpr char kLongDisclaimer[] =
    "This information is meant to inform you in a general way and for no other purpose. It is not medical advice, and "
    "you should not rely on it in place of consulting qualified health professionals who know your own situation.";

// What a command writes to its standard output.
inline std::string OutputOf(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  char buffer[4096];
  for (size_t size = fread(buffer, 1, sizeof(buffer), pipe); size > 0; size = fread(buffer, 1, sizeof(buffer), pipe)) {
    output.append(buffer, size);
  }
  EXPECT_EQ(pclose(pipe), 0) << command;
  return output;
}

// A file made of a rendition, read with the programs of poppler.
class PdfReader {
 public:
  explicit PdfReader(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }
  ~PdfReader() { std::filesystem::remove(path_); }
  PdfReader(const PdfReader&) = delete;
  PdfReader& operator=(const PdfReader&) = delete;

  std::string Info(const std::string& options = "") const { return OutputOf("pdfinfo " + options + " " + path_); }
  // The words of a page, or of all pages if it is 0, with one blank between them.
  std::string Words(int page = 0) const {
    const std::string range = page == 0 ? "" : StrCat(" -f ", page, " -l ", page);
    const std::string text = OutputOf(StrCat("pdftotext", range, " ", path_, " -"));
    return absl::StrJoin(absl::StrSplit(text, absl::ByAnyChar(" \n\f"), absl::SkipEmpty()), " ");
  }
  // Where each word of the pages begins and ends, as XML.
  std::string Boxes() const { return OutputOf(StrCat("pdftotext -bbox ", path_, " -")); }

 private:
  const std::string path_ =
      (std::filesystem::temp_directory_path() / StrCat("careloop-rendition-", getpid(), ".pdf")).string();
};

// A publication in a language, with this text, published at a second of SampleAct.
inline RenditionOrder OrderFor(const std::string& body, const std::string& language = "en",
                               RenditionKind kind = RenditionKind::kPdf) {
  Manuscript manuscript = SampleManuscript("a-sheet", "A title & its <marks>");
  manuscript.text.language = language;
  manuscript.text.body_markdown = body;
  return {.publication = ShownPublished(std::move(manuscript), 3,
                                        {.act = SampleAct(), .disclaimer = SampleDisclaimer(1, kLongDisclaimer)}),
          .review_overdue = false,
          .kind = kind};
}

// So many paragraphs, each of which is more than a line.
inline std::string Paragraphs(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += StrCat("Paragraph ", i, ": what to notice, what to note in your journal, and what to talk about with your ",
                   "health care team when you see them the next time.\n\n");
  }
  return text;
}

}  // namespace careloop::content

#endif  // CARELOOP_TESTS_UNIT_CONTENT_RENDERING_SAMPLE_H_
