#include "services/content/search/excerpt.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace careloop::content {
namespace {

// In bytes of the text.
constexpr size_t kLength = 300;  // of an excerpt
constexpr size_t kCore = 220;    // of the part that is chosen for its matches
constexpr size_t kLead = 60;     // at most so much before that

constexpr std::string_view kEllipsis = "\u2026";

bool Share(const Stems& a, const Stems& b) {
  const auto is_one_of_b = [&](const std::string& stem) {
    return !stem.empty() && (stem == b.plain || stem == b.accented);
  };
  return is_one_of_b(a.plain) || is_one_of_b(a.accented);
}

bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\t'; }

// The first byte of the character that `at` is in.
size_t StartOfCharacter(std::string_view text, size_t at) {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

// Where an excerpt begins whose first match is at `match`: with the text, its line or its sentence if that is near,
// else with a word.
size_t StartBefore(std::string_view text, size_t match) {
  if (match <= kLead || text.size() <= kLength) return 0;
  const size_t least = match - kLead;
  size_t word = match;
  for (size_t at = match; at > least; --at) {
    if (!IsBlank(text[at - 1])) continue;
    word = at;
    if (text[at - 1] == '\n' || (at > 1 && std::string_view(".!?").find(text[at - 2]) != std::string_view::npos))
      return at;
  }
  return word;
}

// Where an excerpt from `start` ends that has to hold all up to `core`.
size_t EndAfter(std::string_view text, size_t start, size_t core) {
  if (text.size() - start <= kLength) return text.size();
  const size_t most = std::max(start + kLength, core);
  for (size_t at = most; at > core; --at) {
    if (IsBlank(text[at])) return at;
  }
  return std::max(StartOfCharacter(text, most), core);
}

// The first and the last of the matches that an excerpt is made around: those close together that are of most runs.
std::pair<size_t, size_t> Richest(std::span<const Highlighter::Match> matches) {
  std::map<size_t, int> runs;  // of the matches from `first` up to `next`
  std::pair<size_t, size_t> best{0, 0};
  std::pair<size_t, size_t> best_score{0, 0};  // runs, matches
  size_t next = 0;
  for (size_t first = 0; first < matches.size(); ++first) {
    for (; next < matches.size() && (next <= first || matches[next].end <= matches[first].begin + kCore); ++next)
      ++runs[matches[next].run];
    const std::pair<size_t, size_t> score{runs.size(), next - first};
    if (score > best_score) {
      best_score = score;
      best = {first, next - 1};
    }
    if (--runs[matches[first].run] == 0) runs.erase(matches[first].run);
  }
  return best;
}

void Append(std::string_view text, bool match, std::vector<TextSegment>& segments) {
  if (text.empty()) return;
  if (!segments.empty() && !match && !segments.back().match) {
    segments.back().text += text;
  } else {
    segments.push_back({.text = std::string(text), .match = match});
  }
}

// The text from `begin` to `end`, cut where matches begin and end.
std::vector<TextSegment> Segments(std::string_view text, const std::vector<Highlighter::Match>& matches, size_t begin,
                                  size_t end) {
  std::vector<TextSegment> segments;
  if (begin > 0) Append(kEllipsis, false, segments);
  for (const Highlighter::Match& match : matches) {
    if (match.begin < begin || match.end > end) continue;
    Append(text.substr(begin, match.begin - begin), false, segments);
    Append(text.substr(match.begin, match.end - match.begin), true, segments);
    begin = match.end;
  }
  Append(text.substr(begin, end - begin), false, segments);
  if (end < text.size()) Append(kEllipsis, false, segments);
  return segments;
}

}  // namespace

Highlighter::Highlighter(const SearchPlan& plan, const std::vector<SearchField>& fields, bool unfinished,
                         Analyzer& analyzer)
    : analyzer_(analyzer) {
  for (const SearchUnit& unit : plan.units) {
    if (unit.excluded || std::find(fields.begin(), fields.end(), unit.field) == fields.end()) continue;
    if (unit.plain && analyzer_.IsStopWord(unit.typed().words[0])) continue;
    for (const Alternative& alternative : unit.alternatives) Add(alternative);
    if (unfinished && &unit == plan.Unfinished()) beginnings_.push_back(unit.typed().words[0].folded);
  }
  for (const auto& [stem, runs] : runs_by_first_) first_bytes_.set(static_cast<unsigned char>(stem[0]));
  for (const std::string& beginning : beginnings_) first_bytes_.set(static_cast<unsigned char>(beginning[0]));
  if (!analyzer_.KeepsBeginnings()) first_bytes_.set();
}

void Highlighter::Add(const Alternative& alternative) {
  const std::span<const Word> words(alternative.words);
  if (alternative.beginning) beginnings_.push_back(words[0].folded);
  if (alternative.adjacent) return AddRun(words);
  for (size_t i = 0; i < words.size(); ++i) AddRun(words.subspan(i, 1));
}

void Highlighter::AddRun(std::span<const Word> words) {
  Run& run = runs_.emplace_back();
  for (const Word& word : words) run.push_back(analyzer_.StemsOf(word));
  runs_by_first_[run[0].plain].push_back(runs_.size() - 1);
  if (!run[0].accented.empty()) runs_by_first_[run[0].accented].push_back(runs_.size() - 1);
}

bool Highlighter::Ends(const Run& run, WordReader& rest, Word& last) const {
  for (size_t i = 1; i < run.size(); ++i) {
    if (!rest.Next(last) || !Share(run[i], analyzer_.StemsOf(last))) return false;
  }
  return true;
}

void Highlighter::ExtendBy(const std::string& first_stem, const Word& first, const WordReader& after, Match& match,
                           WordReader& rest) const {
  const auto runs = runs_by_first_.find(first_stem);
  if (runs == runs_by_first_.end()) return;
  for (const size_t run : runs->second) {
    WordReader reader = after;
    Word last = first;
    if (!Ends(runs_[run], reader, last) || last.end <= match.end || last.end > first.begin + kLength) continue;
    match.end = last.end;
    match.run = run;
    rest = reader;
  }
}

Highlighter::Match Highlighter::MatchAt(const Word& first, WordReader& rest) const {
  Match match{.begin = first.begin};
  const Stems& stems = analyzer_.StemsOf(first);
  if (runs_by_first_.contains(stems.plain) || runs_by_first_.contains(stems.accented)) {
    const Stems kept = stems;
    const WordReader after = rest;
    ExtendBy(kept.plain, first, after, match, rest);
    ExtendBy(kept.accented, first, after, match, rest);
  }
  if (match.end > 0) return match;
  for (size_t i = 0; i < beginnings_.size(); ++i) {
    if (first.folded.starts_with(beginnings_[i]))
      match = {.begin = first.begin, .end = first.end, .run = runs_.size() + i};
  }
  return match;
}

bool Highlighter::EndsWithAll(const std::vector<Match>& matches) const {
  size_t missing = runs_.size() + beginnings_.size();
  std::vector<bool> seen(missing);
  for (auto match = matches.rbegin(); match != matches.rend() && missing > 0; ++match) {
    if (match->begin + kCore < matches.back().end) break;
    if (!seen[match->run]) --missing;
    seen[match->run] = true;
  }
  return missing == 0;
}

std::vector<Highlighter::Match> Highlighter::MatchesIn(std::string_view text, size_t* enough) const {
  std::vector<Match> matches;
  WordReader reader(text);
  size_t end = text.size();
  for (Word word; reader.Next(word, first_bytes_) && word.begin < end;) {
    if (!MayMatch(word)) continue;
    const Match match = MatchAt(word, reader);
    if (match.end == 0) continue;
    matches.push_back(match);
    if (enough == nullptr || end < text.size() || !EndsWithAll(matches)) continue;
    *enough = matches.size();
    end = std::min(end, match.begin + kLength);
  }
  if (enough != nullptr && end == text.size()) *enough = matches.size();
  return matches;
}

std::vector<TextSegment> Highlighter::Whole(std::string_view text) const {
  return Segments(text, MatchesIn(text, nullptr), 0, text.size());
}

std::vector<TextSegment> Highlighter::Excerpt(std::string_view text, std::string_view otherwise) const {
  for (const std::string_view source : {text, otherwise}) {
    size_t enough = 0;
    const std::vector<Match> matches = MatchesIn(source, &enough);
    if (matches.empty()) continue;
    const auto [first, last] = Richest(std::span(matches).first(enough));
    const size_t start = StartBefore(source, matches[first].begin);
    return Segments(source, matches, start, EndAfter(source, start, matches[last].end));
  }
  return Segments(otherwise, {}, 0, EndAfter(otherwise, 0, 0));
}

}  // namespace careloop::content
