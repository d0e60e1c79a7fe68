#ifndef CARELOOP_TESTS_LEAK_MARKER_H_
#define CARELOOP_TESTS_LEAK_MARKER_H_

#include <string>
#include <string_view>
#include <vector>

namespace careloop::leak {

// What all markers begin with. Lower-case letters alone, which neither JSON nor percent encoding changes, and which a
// name, an id and a variable of a template may hold.
inline constexpr std::string_view kStem = "zwiebelfisch";

// Words of the site's lists that this run's patient alone picks: what was picked is as personal as what was written,
// but cannot be made up. They may be read wherever the lists themselves may.
inline constexpr std::string_view kPicked[] = {"joint-pain",    "nail-loss",        "everolimus",
                                               "her2-positive", "Indian/Kerguelen", "39.17314159"};

// Whether a value can be found again: it holds a marker, or one of the words above.
bool IsMarked(std::string_view value);

// Hands out markers, and knows of each where it was written. The first is number 0.
class Markers {
 public:
  std::string Next(std::string_view origin);
  // Says more exactly where what is in `value` was written.
  void SetOrigin(std::string_view value, std::string_view origin);
  const std::string& OriginOf(int number) const { return origins_.at(static_cast<size_t>(number)); }

 private:
  std::vector<std::string> origins_;
};

// The number of each marker in a text, in lower or upper case, as it is, in hexadecimal digits or in Base64 of either
// alphabet, each once; -1 for what is only the beginning of one.
std::vector<int> MarkersIn(std::string_view text);

// Which of the picked words are in a text, and the temperature also as the bytes of a number.
std::vector<std::string> PickedIn(std::string_view text);

}  // namespace careloop::leak

#endif  // CARELOOP_TESTS_LEAK_MARKER_H_
