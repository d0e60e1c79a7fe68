#include "services/journal/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace careloop::journal {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<Settings> Load(std::vector<std::string> extra = {}, const std::string& without = "") {
  std::vector<std::string> words = {"journal"};
  for (const char* required :
       {"redis-password-file", "redis-loader-password-file", "jwks", "issuer", "secret-file", "content", "messaging",
        "service-token-file", "key-folder", "key-encryption-key-file", "audit-heads"}) {
    if (required != without) words.push_back(std::string("--") + required + "=unix:" + required);
  }
  words.insert(words.end(), extra.begin(), extra.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return LoadSettings(static_cast<int>(argv.size()), argv.data());
}

TEST(JournalSettings, HaveDefaultsForWhatIsNotRequired) {
  const auto settings = Load();
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->common.service, "journal");
  EXPECT_EQ(settings->content, "unix:content");
  EXPECT_EQ(settings->messaging, "unix:messaging");
  EXPECT_EQ(settings->service_token_file, "unix:service-token-file");
  EXPECT_EQ(settings->temperature_limit_celsius, 38.0);
  EXPECT_EQ(settings->severe_symptoms, "");
  EXPECT_EQ(settings->alert_overdue_minutes, 5);
}

TEST(JournalSettings, TakeTheSitesOwnLimits) {
  const auto settings = Load({"--temperature-limit=37.8", "--severe-symptoms=bruising,rash", "--site-data=/srv/site"});
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->temperature_limit_celsius, 37.8);
  EXPECT_EQ(settings->severe_symptoms, "bruising,rash");
  EXPECT_EQ(settings->site_data, "/srv/site");
}

TEST(JournalSettings, StopTheStartNamingWhatIsMissingOrWrong) {
  for (const char* name :
       {"content", "messaging", "service-token-file", "key-folder", "key-encryption-key-file", "audit-heads"}) {
    EXPECT_THAT(std::string(Load({}, name).status().message()), HasSubstr(std::string("--") + name)) << name;
  }
  EXPECT_THAT(std::string(Load({"--messaging=10.0.0.7:7002"}).status().message()), HasSubstr("--messaging"));
  EXPECT_THAT(std::string(Load({"--key-encryption-key-command=print"}).status().message()), HasSubstr("never both"));
  EXPECT_TRUE(Load({"--key-encryption-key-command=print"}, "key-encryption-key-file").ok());
  EXPECT_THAT(std::string(Load({"--temperature-limit=warm"}).status().message()), HasSubstr("--temperature-limit"));
  for (const char* minutes : {"0", "1441"}) {
    EXPECT_THAT(std::string(Load({std::string("--alert-overdue-minutes=") + minutes}).status().message()),
                HasSubstr(std::string("--alert-overdue-minutes: ") + minutes + " is not within 1 to 1440"));
  }
}

}  // namespace
}  // namespace careloop::journal
