#ifndef CARELOOP_COMMON_BASE_TEXT_H_
#define CARELOOP_COMMON_BASE_TEXT_H_

#include <cstddef>
#include <string_view>

namespace careloop {

// What a text is made of, as far as limits go.
struct TextMeasure {
  int characters = 0;      // Unicode code points
  bool blank = true;       // nothing that is seen: white space, and characters that only act on others
  bool valid = true;       // UTF-8 without control characters
  bool overrides = false;  // makes letters run against their direction, so that what is read is not what is written
  size_t bytes = 0;        // those measured: all, or those before the first character that is not valid
};

// `lines`: line feeds and tabs are allowed.
TextMeasure MeasureText(std::string_view text, bool lines);

// Whether it is UTF-8, whatever else it holds.
bool IsUtf8(std::string_view text);

// Whether `id` may stand for {id} in a resource name: 1-64 of a-z 0-9 -, and not "-", which means all.
bool IsId(std::string_view id);

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_TEXT_H_
