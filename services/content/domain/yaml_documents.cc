#include "services/content/domain/yaml_documents.h"

#include <yaml-cpp/eventhandler.h>

#include <sstream>
#include <string>
#include <vector>

#include "common/base/strings.h"
#include "common/base/text.h"

namespace careloop::content {
namespace {

constexpr size_t kLongestReason = 200;

// Notes where documents begin, and nothing of what they hold.
class DocumentStarts final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { starts_.push_back(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

  const std::vector<YAML::Mark>& starts() const { return starts_; }

 private:
  std::vector<YAML::Mark> starts_;
};

// Where the first two documents of the text begin; the same place twice if the first does not go past it.
std::vector<YAML::Mark> FirstStarts(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  DocumentStarts documents;
  while (documents.starts().size() < 2 && parser.HandleNextDocument(documents)) {
  }
  return documents.starts();
}

}  // namespace

// Not with YAML::LoadAll: of a text that begins with a comma it makes documents without end.
std::optional<YAML::Node> LoadYaml(std::string_view text, int first_line, Faults& faults) {
  try {
    const std::string copy(text);
    const std::vector<YAML::Mark> starts = FirstStarts(copy);
    if (starts.size() == 1) return YAML::Load(copy);
    if (starts.empty()) {
      faults.Add(first_line, "is empty");
    } else {
      const bool stuck = starts[0].pos == starts[1].pos;
      faults.Add(first_line + starts[1].line, stuck ? "is not valid YAML" : "holds more than one YAML document");
    }
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    const int line = error.mark.is_null() ? 0 : error.mark.line;
    // What the parser says may hold a piece of the text, and only half of a character of it.
    const bool fit = error.msg.size() <= kLongestReason && MeasureText(error.msg, /*lines=*/false).valid;
    faults.Add(first_line + line, fit ? StrCat("is not valid YAML: ", error.msg) : "is not valid YAML");
    return std::nullopt;
  }
}

}  // namespace careloop::content
