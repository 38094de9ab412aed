#include "soak.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace soak {
namespace {

namespace fs = std::filesystem;

constexpr const char* stderr_file = "stderr";
int violations = 0;

std::string slurp(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(2);
}

class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "soak-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr || ::chdir(name.c_str()) != 0) give_up("soak: scratch");
    path = name;
    // Delays have to be accurate, and cores are not needed.
    ::prctl(PR_SET_TIMERSLACK, 1);
    // Processes that escape from cpr are reparented to this process, not to PID 1.
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
  }
  ~Scratch() {
    if (::getpid() != owner_) return;
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string path;

 private:
  pid_t owner_ = ::getpid();
};

/// Calls `each` with every pid in /proc.
template <typename Each>
void each_process(Each each) {
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    if (name.find_first_not_of("0123456789") == std::string::npos) each(std::stoi(name));
  }
}

std::string words_of(pid_t pid) {
  std::string words = slurp("/proc/" + std::to_string(pid) + "/cmdline");
  std::replace(words.begin(), words.end(), '\0', ' ');
  return words;
}

/// The directory of this process's cgroup, version 2.
std::string cgroup_directory() {
  std::ifstream mounts("/proc/self/mounts");
  std::string device;
  std::string mount_point;
  std::string type;
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream(line) >> device >> mount_point >> type;
    if (type == "cgroup2") break;
  }
  std::ifstream cgroups("/proc/self/cgroup");
  for (std::string line; type == "cgroup2" && std::getline(cgroups, line);) {
    if (line.rfind("0::", 0) == 0) return mount_point + (line == "0::/" ? "" : line.substr(3));
  }
  return "";
}

bool enter(const std::string& cgroup) {
  std::ofstream file(cgroup + "/cgroup.procs");
  file << "0" << std::flush;
  return file.good();
}

}  // namespace

std::string cpr() {
  return SOAK_CPR;
}

std::string child() {
  return SOAK_CHILD;
}

Words spawn(const Words& options, const Words& words) {
  Words all{cpr(), "spawn", "-q"};
  all.insert(all.end(), options.begin(), options.end());
  all.push_back(child());
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

const std::string& scratch() {
  static const Scratch scratch;
  return scratch.path;
}

pid_t start(const Words& words) {
  scratch();
  std::vector<char*> argv;
  for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, stderr_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  errno = error;
  if (error != 0) give_up(argv[0]);
  return pid;
}

std::optional<int> finish(pid_t pid, Ms bound) {
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) give_up("soak: pidfd_open");
  pollfd wait{.fd = pidfd, .events = POLLIN, .revents = 0};
  const bool in_time = ::poll(&wait, 1, static_cast<int>(bound.count())) == 1;
  if (!in_time) ::kill(pid, SIGKILL);
  ::close(pidfd);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) return std::nullopt;
  return status;
}

int shell_status(std::optional<int> wait_status) {
  if (!wait_status) return -1;
  return WIFSIGNALED(*wait_status) ? 128 + WTERMSIG(*wait_status) : WEXITSTATUS(*wait_status);
}

void signal_process(pid_t pid, int signal) {
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) return;
  ::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0);
  ::close(pidfd);
}

std::optional<pid_t> first_child(pid_t parent) {
  const std::string number = std::to_string(parent);
  std::ifstream children("/proc/" + number + "/task/" + number + "/children");
  pid_t child = 0;
  if (!(children >> child)) return std::nullopt;
  return child;
}

void sleep_for(Ms time) {
  std::this_thread::sleep_for(time);
}

std::vector<pid_t> leftovers() {
  std::vector<pid_t> alive;
  each_process([&](pid_t pid) {
    std::error_code error;
    const auto cwd = fs::read_symlink("/proc/" + std::to_string(pid) + "/cwd", error);
    if (!error && cwd == scratch() && pid != ::getpid()) alive.push_back(pid);
  });
  return alive;
}

bool await_no_leftovers(Ms bound) {
  const auto end = Clock::now() + bound;
  while (true) {
    const auto alive = leftovers();
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    if (alive.empty()) return true;
    if (Clock::now() >= end) {
      for (const pid_t pid : alive) {
        std::printf("  running: %d %s\n", pid, words_of(pid).c_str());
        signal_process(pid, SIGKILL);
      }
      return false;
    }
    sleep_for(Ms(0.5));
  }
}

ScopedCgroup::ScopedCgroup() : parent_(cgroup_directory()) {
  if (!parent_.empty()) create();
}

ScopedCgroup::~ScopedCgroup() {
  remove();
}

void ScopedCgroup::create() {
  const std::string directory = parent_ + "/soak-" + std::to_string(::getpid());
  std::error_code error;
  if (!fs::create_directory(directory, error)) return;
  if (enter(directory)) {
    directory_ = directory;
  } else {
    fs::remove(directory, error);
  }
}

void ScopedCgroup::remove() {
  if (!created()) return;
  enter(parent_);
  std::ofstream(directory_ + "/cgroup.kill") << "1" << std::flush;
  Words directories = leftover_cgroups();
  directories.push_back(directory_);
  for (int tries = 100; tries > 0 && fs::exists(directory_); --tries) {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    for (const auto& directory : directories) ::rmdir(directory.c_str());
    sleep_for(Ms(1));
  }
  directory_.clear();
}

void ScopedCgroup::kill_all() {
  // Use a new cgroup, because Linux 6.18 also kills what is cloned from a killed cgroup into
  // another one.
  remove();
  create();
}

Words ScopedCgroup::leftover_cgroups() const {
  Words left;
  if (!created()) return left;
  for (const auto& entry : fs::directory_iterator(directory_)) {
    if (entry.is_directory()) left.push_back(entry.path());
  }
  return left;
}

void violation(const std::string& what) {
  constexpr int max_printed = 20;
  if (++violations > max_printed) return;
  std::printf("VIOLATION: %s\n%s", what.c_str(), slurp(stderr_file).c_str());
}

void allow_missed(const char* name, int missed, std::size_t runs) {
  constexpr std::size_t one_in = 10;
  if (static_cast<std::size_t>(missed) <= 3 + runs / one_in) return;
  violation(text("%s: SIGTERM has missed a process in %d of %zu runs", name, missed, runs));
}

int conclude() {
  std::printf("%d violations\n", violations);
  return violations == 0 ? 0 : 1;
}

std::string text(const char* format, ...) {
  std::string text(4096, '\0');
  va_list arguments;
  va_start(arguments, format);
  const int size = std::vsnprintf(text.data(), text.size(), format, arguments);
  va_end(arguments);
  text.resize(std::min(text.size(), static_cast<std::size_t>(size)));
  return text;
}

std::size_t Series::above(double limit) const {
  const auto is_above = [limit](double value) { return value > limit; };
  return static_cast<std::size_t>(std::count_if(values_.begin(), values_.end(), is_above));
}

double Series::at(double share) const {
  if (values_.empty()) return 0;
  std::sort(values_.begin(), values_.end());
  return values_[static_cast<std::size_t>(static_cast<double>(values_.size() - 1) * share)];
}

double Dice::between(double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(engine_);
}

int count_argument(int argc, char** argv, int otherwise) {
  // Line buffering, also into a pipe.
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  return argc > 1 ? std::atoi(argv[1]) : otherwise;
}

int in_pid_namespace(const std::function<int()>& inside) {
  const pid_t outer = ::fork();
  if (outer == 0) {
    if (::unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) {
      std::printf("skipped: cannot create a PID namespace (needs root)\n");
      std::_Exit(skipped);
    }
    const pid_t init = ::fork();
    if (init == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
          ::mount("proc", "/proc", "proc", 0, nullptr) != 0) {
        give_up("soak: /proc");
      }
      const int status = inside();
      std::fflush(stdout);
      std::_Exit(status);
    }
    int status = 0;
    ::waitpid(init, &status, 0);
    std::_Exit(shell_status(status));
  }
  int status = 0;
  ::waitpid(outer, &status, 0);
  return shell_status(status);
}

}  // namespace soak
