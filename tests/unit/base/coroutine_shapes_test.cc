#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "common/base/task.h"

// Everyday shapes of co_await expressions, some of which compilers have miscompiled: GCC before 14 destroys the
// temporaries of a co_await expression twice. Built with the address sanitizer, this test says whether a compiler may
// build careloop. Each shape awaits a task that takes its argument by value and hands back what it saw.
namespace careloop {
namespace {

const std::string kText = "a text that is too long for the small string optimisation";

struct Options {
  std::string a;
  std::string b;
};

Task<std::string> Join(Options options) { co_return options.a + options.b; }
Task<std::string> JoinAll(std::vector<std::string> parts) {
  co_return std::accumulate(parts.begin(), parts.end(), std::string());
}
Task<std::string> Invoke(std::function<std::string()> function) { co_return function(); }
Task<std::string> Echo(std::string text) { co_return text; }
Task<bool> IsLong(std::string text) { co_return text.size() > 20; }
Task<std::vector<std::string>> Twice(std::string text) { co_return std::vector<std::string>{text, text}; }

template <typename F>
Task<std::string> Apply(F function) {
  co_return function();
}

template <typename F>
Task<std::string> ApplyTask(F function) {
  co_return co_await function();
}

Task<void> Store(Task<std::string> task, std::string& out) { out = co_await std::move(task); }

std::string Await(Task<std::string> task) {
  std::string out = "did not finish";
  StartDetached(Store(std::move(task), out));
  return out;
}

Task<std::string> DesignatedInitializer(std::string text) { co_return co_await Join({.a = text, .b = text}); }
TEST(CoroutineShape, ArgumentByDesignatedInitializer) { EXPECT_EQ(Await(DesignatedInitializer(kText)), kText + kText); }

Task<std::string> AggregateTemporary(std::string text) { co_return co_await Join(Options{text, text}); }
TEST(CoroutineShape, ArgumentIsAnAggregateTemporary) { EXPECT_EQ(Await(AggregateTemporary(kText)), kText + kText); }

Task<std::string> MoveOnlyCapture(std::string text) {
  auto owned = std::make_unique<std::string>(text);
  co_return co_await Apply([owned = std::move(owned)] { return *owned; });
}
TEST(CoroutineShape, ArgumentIsALambdaWithAMovedCapture) { EXPECT_EQ(Await(MoveOnlyCapture(kText)), kText); }

Task<std::string> CopiedCapture(std::string text) {
  auto shared = std::make_shared<std::string>(text);
  co_return co_await Apply([shared] { return *shared; });
}
TEST(CoroutineShape, ArgumentIsALambdaWithACopiedCapture) { EXPECT_EQ(Await(CopiedCapture(kText)), kText); }

Task<std::string> CaptureInFunction(std::string text) {
  auto shared = std::make_shared<std::string>(text);
  co_return co_await Invoke([shared] { return *shared; });
}
TEST(CoroutineShape, ArgumentIsALambdaMadeIntoAFunction) { EXPECT_EQ(Await(CaptureInFunction(kText)), kText); }

Task<std::string> InitializerList(std::string text) { co_return co_await JoinAll({text, text}); }
TEST(CoroutineShape, ArgumentByInitializerList) { EXPECT_EQ(Await(InitializerList(kText)), kText + kText); }

Task<std::string> Shrink(std::shared_ptr<std::string> text) {
  text->pop_back();
  co_return *text;
}
Task<std::string> EmptyLoopBody(std::string text) {
  auto rest = std::make_shared<std::string>(text);
  while ((co_await Shrink(rest)).size() != 10) {
  }
  co_return *rest;
}
TEST(CoroutineShape, LoopConditionWithAnEmptyBody) { EXPECT_EQ(Await(EmptyLoopBody(kText)), kText.substr(0, 10)); }

Task<std::string> ReadyLoop(std::string text) {
  std::string last;
  for (int i = 0; i < 100'000; ++i) last = co_await Echo(text);
  co_return last;
}
TEST(CoroutineShape, LoopOverFinishedTasks) { EXPECT_EQ(Await(ReadyLoop(kText)), kText); }

Task<std::string> Ternary(std::string text, bool first) {
  co_return first ? co_await Echo(text + "1") : co_await Echo(text + "2");
}
TEST(CoroutineShape, BranchesOfAConditionalExpression) {
  EXPECT_EQ(Await(Ternary(kText, true)), kText + "1");
  EXPECT_EQ(Await(Ternary(kText, false)), kText + "2");
}

Task<std::string> LogicalAnd(std::string text) {
  const bool both = co_await IsLong(text + "x") && co_await IsLong(std::string("x"));
  co_return both ? "both" : "not both";
}
TEST(CoroutineShape, OperandsOfLogicalAnd) { EXPECT_EQ(Await(LogicalAnd(kText)), "not both"); }

Task<std::string> TwoInOne(std::string text) { co_return co_await Echo(text + "1") + co_await Echo(text + "2"); }
TEST(CoroutineShape, TwoInOneExpression) { EXPECT_EQ(Await(TwoInOne(kText)), kText + "1" + kText + "2"); }

Task<std::string> IfInitializer(std::string text) {
  if (const std::string echoed = co_await Echo(text + "!"); echoed.size() > text.size()) co_return echoed;
  co_return "shorter";
}
TEST(CoroutineShape, InitializerOfAnIf) { EXPECT_EQ(Await(IfInitializer(kText)), kText + "!"); }

Task<std::string> RangeFor(std::string text) {
  std::string all;
  for (const std::string& part : co_await Twice(text)) all += part;
  co_return all;
}
TEST(CoroutineShape, RangeOfAFor) { EXPECT_EQ(Await(RangeFor(kText)), kText + kText); }

Task<std::string> BoundReference(std::string text) {
  const std::string& echoed = co_await Echo(text + "?");
  const std::string other = co_await Echo(text);
  co_return echoed + other;
}
TEST(CoroutineShape, ReferenceBoundToTheResult) { EXPECT_EQ(Await(BoundReference(kText)), kText + "?" + kText); }

Task<std::string> CoroutineLambda(std::string text) {
  co_return co_await ApplyTask([text]() -> Task<std::string> {
    const std::string echoed = co_await Echo(text);
    co_return echoed + text;
  });
}
TEST(CoroutineShape, LambdaThatIsACoroutineHeldByItsCallee) { EXPECT_EQ(Await(CoroutineLambda(kText)), kText + kText); }

Task<std::string> NamedLocal(std::string text) {
  Options options = {.a = text, .b = text};
  const std::string joined = co_await Join(std::move(options));
  co_return joined;
}
TEST(CoroutineShape, ArgumentMovedFromANamedLocal) { EXPECT_EQ(Await(NamedLocal(kText)), kText + kText); }

}  // namespace
}  // namespace careloop
