// The search finds what is there to be found, wherever and however it lies.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "common/base/strings.h"
#include "tests/leak/fields.h"
#include "tests/leak/places.h"
#include "tests/support/site_folder.h"

namespace careloop::leak {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(LeakSearch, FindsAMarkerInEachEncoding) {
  Markers markers;
  markers.Next("somewhere");
  const std::string text = StrCat("about ", markers.Next("a note"), ".");
  EXPECT_THAT(MarkersIn(text), ElementsAre(1));
  EXPECT_THAT(MarkersIn(absl::AsciiStrToUpper(text)), ElementsAre(1));
  EXPECT_THAT(MarkersIn(absl::BytesToHexString(text)), ElementsAre(1));
  EXPECT_THAT(MarkersIn(absl::AsciiStrToUpper(absl::BytesToHexString(text))), ElementsAre(1));
  for (const char* before : {"", "a", "ab"}) {
    EXPECT_THAT(MarkersIn(absl::Base64Escape(before + text)), ElementsAre(1)) << before;
    EXPECT_THAT(MarkersIn(absl::WebSafeBase64Escape(before + text)), ElementsAre(1)) << before;
  }
  EXPECT_THAT(MarkersIn("zwiebel, fisch"), IsEmpty());
  EXPECT_THAT(MarkersIn("zwiebelfisch00"), ElementsAre(-1));
}

TEST(LeakSearch, FindsAWordThatWasPickedAlsoAsTheBytesOfANumber) {
  const double temperature = 39.17314159;
  EXPECT_THAT(PickedIn(std::string(reinterpret_cast<const char*>(&temperature), sizeof(temperature))),
              ElementsAre("39.17314159 as a number"));
  EXPECT_THAT(PickedIn("symptoms/joint-pain"), ElementsAre("joint-pain"));
  EXPECT_THAT(PickedIn("symptoms/fatigue"), IsEmpty());
}

TEST(LeakSearch, LooksAtTheWholeOfAnErrorAndAtWhoReadsAnAnswer) {
  Markers markers;
  const std::string id = markers.Next("the patient's id");
  const std::vector<Place> heard = {{"a message", "", Reply{.status = {grpc::StatusCode::NOT_FOUND, id}}.AllBytes()},
                                    {"details", "", Reply{.status = {grpc::StatusCode::NOT_FOUND, "", id}}.AllBytes()},
                                    {"metadata", "", Reply{.metadata = id}.AllBytes()},
                                    {"an answer to a patient", "other-patient", Reply{.messages = {"", id}}.AllBytes()},
                                    {"an answer to an admin", "admin", Reply{.messages = {id}}.AllBytes()}};
  EXPECT_THAT(FindingsIn(heard, markers),
              ElementsAre("the patient's id in a message", "the patient's id in an answer to a patient",
                          "the patient's id in details", "the patient's id in metadata"));
}

TEST(LeakSearch, ReadsAllThatAProgramWritesToItsStandardOutput) {
  const testing::SiteFolder folder;
  fault::Child child({"/bin/sh", "-c", "echo listening; echo one; echo two"}, folder.path() + "/log");
  EXPECT_EQ(child.ReadLine(), "listening");
  EXPECT_EQ(child.ReadAll(), "one\ntwo\n");
}

TEST(LeakSearch, HasARowForNoFieldThatIsGone) { EXPECT_EQ(RowsOfNoField(), ""); }

// A client of Redis that bears a name for as long as it lives.
class NamedClient {
 public:
  NamedClient(const std::string& address, const std::string& name) : fd_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un path{.sun_family = AF_UNIX};
    address.copy(path.sun_path, sizeof(path.sun_path) - 1, sizeof("unix:") - 1);
    const std::string commands = StrCat("AUTH admin admin\r\nCLIENT SETNAME ", name, "\r\n");
    char answer[10];
    named_ = connect(fd_, reinterpret_cast<const sockaddr*>(&path), sizeof(path)) == 0 &&
             write(fd_, commands.data(), commands.size()) > 0 &&
             recv(fd_, answer, sizeof(answer), MSG_WAITALL) == sizeof(answer);  // +OK twice
  }
  ~NamedClient() { close(fd_); }
  bool named() const { return named_; }

 private:
  const int fd_;
  bool named_ = false;
};

// One where each place would have it, in turn.
class Plants {
 public:
  explicit Plants(const fault::Stack& stack) : stack_(stack) {}
  void InRedis() {
    for (const std::vector<std::string>& command :
         std::vector<std::vector<std::string>>{{"SET", "planted", Next("a value")},
                                               {"SET", Next("a key"), "planted"},
                                               {"HSET", "hash", "field", Next("a hash")},
                                               {"XADD", "stream", "*", "field", Next("a stream")},
                                               {"ECHO", Next("a slow command")}}) {
      EXPECT_FALSE(stack_.redis().Command(command).is_error()) << command[0];
    }
    EXPECT_TRUE(stack_.redis().Command({"AUTH", Next("a refused user"), "x"}).is_error());
  }
  void InFiles(const std::string& working_folder) {
    for (const std::string& file : {"journal.log", "journal.keys/planted", "messaging.heads.old"}) {
      std::ofstream(stack_.File(file), std::ios::app) << Next(file);
    }
    std::ofstream(working_folder + "/dropped") << Next("dropped");
  }
  std::string Next(const std::string& origin) { return markers_.Next(origin); }
  const Markers& markers() const { return markers_; }

 private:
  const fault::Stack& stack_;
  Markers markers_;
};

TEST(LeakSearch, FindsWhatIsPlantedInEachPlace) {
  fault::Stack stack;
  KeepEverything(stack);
  const testing::SiteFolder folder;
  Plants plants(stack);
  EXPECT_THAT(FindingsIn(PlacesInRedis(stack), plants.markers()), IsEmpty());
  EXPECT_THAT(FindingsIn(Files(stack, folder.path()), plants.markers()), IsEmpty());

  const NamedClient client(stack.redis().address(), plants.Next("a client"));
  ASSERT_TRUE(client.named());
  plants.InRedis();
  plants.InFiles(folder.path());
  const auto redis = FindingsIn(PlacesInRedis(stack), plants.markers());
  for (const char* found :
       {"a value in the value of a key", "a key in the name of a key", "a hash in the value of a key",
        "a stream in the value of a key", "a slow command in Redis' SLOWLOG GET", "a client in Redis' CLIENT LIST",
        "a refused user in Redis' ACL LOG"}) {
    EXPECT_THAT(redis, Contains(found));
  }
  const auto files = FindingsIn(Files(stack, folder.path()), plants.markers());
  for (const char* found :
       {"a value in the file dump.rdb", "a key in the file dump.rdb", "a hash in the file dump.rdb",
        "journal.log in the file journal.log", "journal.keys/planted in the file journal.keys/planted",
        "messaging.heads.old in the file messaging.heads.old", "dropped in the file dropped"}) {
    EXPECT_THAT(files, Contains(found));
  }
  EXPECT_THAT(files, Contains(StartsWith("a value in the file appendonlydir/")));
}

}  // namespace
}  // namespace careloop::leak
