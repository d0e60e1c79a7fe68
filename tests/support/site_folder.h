#ifndef CARELOOP_TESTS_SUPPORT_SITE_FOLDER_H_
#define CARELOOP_TESTS_SUPPORT_SITE_FOLDER_H_

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace careloop::testing {

// A folder of a test's own, for files that it writes, each closed to others; gone, with them, after the destructor.
class SiteFolder {
 public:
  SiteFolder() {
    if (mkdtemp(path_.data()) == nullptr) abort();
  }
  ~SiteFolder() { std::filesystem::remove_all(path_); }
  SiteFolder(const SiteFolder&) = delete;
  SiteFolder& operator=(const SiteFolder&) = delete;

  std::string Write(const std::string& name, const std::string& text) const {
    const std::string path = path_ + "/" + name;
    std::ofstream file(path, std::ios::binary);
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    file << text;
    return path;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/careloop-site-XXXXXX";
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_SITE_FOLDER_H_
