#include "sandbox.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace battery {
namespace {

namespace fs = std::filesystem;

/// Empty when the file cannot be read, because the process is gone.
std::string contents(const std::string& path) {
  std::string text;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return text;
  char buffer[4096];
  ssize_t n = 0;
  while ((n = ::read(fd, buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<std::size_t>(n));
  ::close(fd);
  return text;
}

/// The directory of this process's cgroup, version 2; empty where it is not visible.
std::string own_cgroup() {
  std::string own;
  std::istringstream memberships(contents("/proc/self/cgroup"));
  for (std::string line; std::getline(memberships, line);) {
    if (line.rfind("0::", 0) == 0) own = line.substr(3);
  }
  std::istringstream mounts(contents("/proc/self/mountinfo"));
  for (std::string line; std::getline(mounts, line);) {
    if (line.find(" - cgroup2 ") == line.npos || own.empty()) continue;
    std::istringstream fields(line);
    std::string ignored;
    std::string root;
    std::string mount_point;
    fields >> ignored >> ignored >> ignored >> root >> mount_point;
    if (root == "/") return mount_point + own;
  }
  return "";
}

std::vector<fs::path> cgroups_below(const std::string& top) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator at(top, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory(error)) found.push_back(at->path());
  }
  return found;
}

void add_pids_of(const std::string& file, std::vector<pid_t>& pids) {
  std::istringstream in(contents(file));
  for (pid_t pid = 0; in >> pid;) pids.push_back(pid);
}

struct Stat {
  char state = 0;
  pid_t parent = 0;
  int threads = 0;
};

std::optional<Stat> stat_of(pid_t pid) {
  const std::string text = contents("/proc/" + std::to_string(pid) + "/stat");
  const auto close = text.rfind(')');
  if (close == text.npos) return std::nullopt;
  Stat stat;
  std::istringstream fields(text.substr(close + 1));
  std::string ignored;
  fields >> stat.state >> stat.parent;
  for (int i = 5; i < 20; ++i) fields >> ignored;  // proc(5): num_threads is the 20th
  fields >> stat.threads;
  return stat;
}

bool is_alive(const Stat& stat) {
  return stat.state != 'X' && (stat.state != 'Z' || stat.threads > 1);
}

}  // namespace

std::string describe(pid_t pid) {
  std::string text = contents("/proc/" + std::to_string(pid) + "/cmdline");
  std::replace(text.begin(), text.end(), '\0', ' ');
  if (text.empty()) text = "? ";
  const auto stat = stat_of(pid);
  return std::to_string(pid) + " (" + text.substr(0, 60) + "state " + (stat ? stat->state : '-') +
         ")";
}

Sandbox::Sandbox(std::string path, const std::string& name) : path_(std::move(path)) {
  if (!fs::create_directory(path_)) throw std::runtime_error("cannot create " + path_);
  const std::string own = own_cgroup();
  if (!own.empty() && ::mkdir((own + "/" + name).c_str(), 0755) == 0) cgroup_ = own + "/" + name;
}

Sandbox::~Sandbox() {
  std::error_code error;
  fs::remove_all(path_, error);
  if (cgroup_.empty()) return;
  auto below = cgroups_below(cgroup_);
  for (auto at = below.rbegin(); at != below.rend(); ++at) ::rmdir(at->c_str());
  // rmdir fails with EBUSY until the kernel has finished the exit of the last processes.
  for (int tries = 0; ::rmdir(cgroup_.c_str()) != 0 && errno == EBUSY && tries < 1000; ++tries) {
    ::poll(nullptr, 0, 1);
  }
}

bool Sandbox::enter() const {
  if (!cgroup_.empty()) {
    const int fd = ::open((cgroup_ + "/cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0 || ::write(fd, "0", 1) != 1) return false;
    ::close(fd);
  }
  return ::chdir(path_.c_str()) == 0;
}

std::vector<pid_t> Sandbox::processes() const {
  std::vector<pid_t> pids;
  if (!cgroup_.empty()) {
    add_pids_of(cgroup_ + "/cgroup.procs", pids);
    for (const auto& below : cgroups_below(cgroup_)) add_pids_of(below / "cgroup.procs", pids);
  }
  const pid_t self = ::getpid();
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    if (name.find_first_not_of("0123456789") != name.npos) continue;
    const pid_t pid = std::stoi(name);
    std::error_code none;
    // The kernel appends " (deleted)" to the name of a removed directory.
    const std::string cwd = fs::read_symlink(at->path() / "cwd", none);
    const auto stat = stat_of(pid);
    const bool here = cwd == path_ || cwd.rfind(path_ + "/", 0) == 0 || cwd == path_ + " (deleted)";
    if (pid != self && (here || (stat && stat->parent == self))) pids.push_back(pid);
  }
  std::sort(pids.begin(), pids.end());
  pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
  const auto dead = [](pid_t pid) {
    const auto stat = stat_of(pid);
    return !stat || !is_alive(*stat);
  };
  pids.erase(std::remove_if(pids.begin(), pids.end(), dead), pids.end());
  return pids;
}

bool Sandbox::kill_all() const {
  for (int tries = 0; tries < 500; ++tries) {
    auto pids = processes();
    if (pids.empty()) return true;
    // Stop all first, so that none forks between the two steps.
    for (const pid_t pid : pids) ::kill(pid, SIGSTOP);
    for (const pid_t pid : processes()) ::kill(pid, SIGKILL);
    // Processes in a cgroup that a case has frozen die only when it is thawed.
    for (const auto& below : cgroups_below(cgroup_)) std::ofstream(below / "cgroup.freeze") << "0";
    while (::waitpid(-1, nullptr, WNOHANG | __WALL) > 0) {
    }
    ::poll(nullptr, 0, 10);
  }
  return false;
}

std::vector<std::string> Sandbox::leftover_cgroups() const {
  std::vector<std::string> left;
  if (cgroup_.empty()) return left;
  for (const auto& below : cgroups_below(cgroup_)) {
    if (below.filename().string().rfind("cpr-", 0) == 0) left.push_back(below.filename());
  }
  return left;
}

}  // namespace battery
