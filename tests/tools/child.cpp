// The child of the tests: executes the words of its command line in order.
//
//   child say ready ignore TERM forever
//
// A test waits for events, not for time: it can follow a word with `say ready`, and `await` uses
// sigsuspend.
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace {

using Words = std::deque<std::string>;

std::string take(Words& words) {
  if (words.empty()) {
    std::fprintf(stderr, "child: missing word\n");
    std::_Exit(99);
  }
  std::string word = words.front();
  words.pop_front();
  return word;
}

int number(Words& words) {
  return std::atoi(take(words).c_str());
}

void write_all(int fd, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t n = ::write(fd, bytes, size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) std::_Exit(98);
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
}

void write_text(int fd, const std::string& text) {
  write_all(fd, text.data(), text.size());
}

int signal_of(const std::string& name) {
  static const std::map<std::string, int> names{
      {"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT}, {"TERM", SIGTERM}, {"KILL", SIGKILL},
      {"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"PIPE", SIGPIPE}, {"STOP", SIGSTOP}, {"TSTP", SIGTSTP},
      {"CONT", SIGCONT}, {"SEGV", SIGSEGV}, {"ABRT", SIGABRT}, {"CHLD", SIGCHLD}};
  const auto at = names.find(name);
  return at != names.end() ? at->second : std::atoi(name.c_str());
}

volatile sig_atomic_t last_signal = 0;
void remember(int signal) {
  last_signal = signal;
}

void stop_again(int /*signal*/) {
  ::raise(SIGSTOP);
}

void await_signal() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, &before);
  while (last_signal == 0) ::sigsuspend(&before);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
}

constexpr std::size_t mib = std::size_t{1} << 20U;
std::size_t mapped_mib = 0;

void touch(char* memory) {
  for (std::size_t at = 0; at < mapped_mib * mib; at += 4096) memory[at] = 1;
}

char* take_memory(int size, int flags) {
  mapped_mib = static_cast<std::size_t>(size);
  void* memory =
      ::mmap(nullptr, mapped_mib * mib, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::_Exit(97);
  touch(static_cast<char*>(memory));
  return static_cast<char*>(memory);
}

/// Until killed, at most five minutes, in case a test fails.
[[noreturn]] void forever() {
  ::alarm(300);
  sigset_t none;
  sigemptyset(&none);
  while (true) ::sigsuspend(&none);
}

/// N bytes that show their offset: 0..250 repeated (251 is coprime to page sizes).
void spew(int fd, long long count) {
  std::array<char, 251 * 256> block{};
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<char>(i % 251);
  while (count > 0) {
    const auto n = std::min<long long>(count, static_cast<long long>(block.size()));
    write_all(fd, block.data(), static_cast<std::size_t>(n));
    count -= n;
  }
}

void list_fds() {
  for (int fd = 0; fd < 1024; ++fd) {
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0) continue;
    struct stat info {};
    ::fstat(fd, &info);
    const char* kind = S_ISFIFO(info.st_mode)   ? "pipe"
                       : S_ISREG(info.st_mode)  ? "file"
                       : S_ISCHR(info.st_mode)  ? "device"
                       : S_ISSOCK(info.st_mode) ? "socket"
                                                : "other";
    const char* mode = (flags & O_ACCMODE) == O_RDONLY   ? "read"
                       : (flags & O_ACCMODE) == O_WRONLY ? "write"
                                                         : "both";
    std::printf("%d %s %s%s%s\n", fd, kind, mode, (flags & O_NONBLOCK) != 0 ? " nonblock" : "",
                (flags & O_APPEND) != 0 ? " append" : "");
  }
  std::fflush(stdout);
}

void list_signals() {
  sigset_t blocked;
  ::sigprocmask(SIG_SETMASK, nullptr, &blocked);
  for (int signal = 1; signal <= 64; ++signal) {
    struct sigaction action {};
    if (::sigaction(signal, nullptr, &action) != 0) continue;
    if (action.sa_handler == SIG_IGN) std::printf("%d ignored\n", signal);
    if (sigismember(&blocked, signal) == 1) std::printf("%d blocked\n", signal);
  }
  std::fflush(stdout);
}

void list_ids() {
  uid_t uid[3];
  gid_t gid[3];
  ::getresuid(&uid[0], &uid[1], &uid[2]);
  ::getresgid(&gid[0], &gid[1], &gid[2]);
  std::vector<gid_t> groups(static_cast<std::size_t>(::getgroups(0, nullptr)));
  const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
  std::printf("uid %u %u %u\ngid %u %u %u\ngroups", uid[0], uid[1], uid[2], gid[0], gid[1], gid[2]);
  for (int i = 0; i < count; ++i) std::printf(" %u", groups[static_cast<std::size_t>(i)]);
  std::printf("\n");
  std::fflush(stdout);
}

enum class Parent { Continues, ContinuesOnceItIsDead, Exits };

/// Forks a child that executes the words up to "--", after which its parent may continue.
void in_child(Words& words, const std::function<void(Words&)>& before, Parent parent) {
  const pid_t pid = ::fork();
  if (pid == 0) return before(words);
  if (parent == Parent::Exits) std::_Exit(0);
  if (parent == Parent::ContinuesOnceItIsDead) ::waitpid(pid, nullptr, 0);
  // Skip the words of the child.
  while (!words.empty() && take(words) != "--") {
  }
}

int channel() {
  const char* fd = std::getenv("NODE_CHANNEL_FD");
  return fd != nullptr ? std::atoi(fd) : -1;
}

/// Writes bytes with fds to the channel.
void send_with(const std::string& bytes, const std::vector<int>& fds) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(64 * sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = CMSG_SPACE(fds.size() * sizeof(int));
  cmsghdr* rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
  std::memcpy(CMSG_DATA(rights), fds.data(), fds.size() * sizeof(int));
  if (::sendmsg(channel(), &message, MSG_NOSIGNAL) < 0) std::_Exit(95);
}

/// One line of the channel; an fd that came with it stays open. Empty at end of file.
std::string receive_line(int& fd) {
  std::string line;
  while (true) {
    char byte = 0;
    iovec part{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t n = ::recvmsg(channel(), &message, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return {};
    if (const cmsghdr* rights = CMSG_FIRSTHDR(&message)) {
      std::memcpy(&fd, CMSG_DATA(rights), sizeof fd);
    }
    if (byte == '\n') return line;
    line += byte;
  }
}

/// Reads frames of the advanced serialization as a slow Node does, 64 KiB at once. \returns the
/// number of messages and of length fields that were split between two reads, at which Node before
/// 22.12 hangs
std::string read_in_blocks() {
  constexpr std::size_t block_size = 65536;
  constexpr std::size_t length_size = 4;
  std::vector<char> block(block_size);
  std::string rest;  // of a frame that is not complete
  int messages = 0;
  int split = 0;
  while (true) {
    const ssize_t n = ::recv(channel(), block.data(), block.size(), MSG_WAITALL);
    if (n <= 0) break;
    rest.append(block.data(), static_cast<std::size_t>(n));
    std::size_t at = 0;
    while (rest.size() - at >= length_size) {
      std::size_t length = 0;
      for (std::size_t i = 0; i < length_size; ++i) {
        length = (length << 8) | static_cast<unsigned char>(rest[at + i]);
      }
      if (rest.size() - at < length_size + length) break;
      at += length_size + length;
      ++messages;
    }
    rest.erase(0, at);
    if (!rest.empty() && rest.size() < length_size) ++split;
  }
  return std::to_string(messages) + " messages, " + std::to_string(split) + " lengths split";
}

std::string unhexed(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

/// Listens and fills the backlog, so that the next connection blocks. \returns the socket
int listen_in_vain(const sockaddr* address, socklen_t size) {
  const int listener = ::socket(address->sa_family, SOCK_STREAM, 0);
  if (::bind(listener, address, size) != 0 || ::listen(listener, 0) != 0) std::_Exit(94);
  sockaddr_storage bound{};
  size = sizeof bound;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &size);
  // With a full backlog connect(2) to a Unix socket fails at once, and to TCP gets no answer.
  for (bool answered = true; answered;) {
    const int client = ::socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    pollfd entry{client, POLLOUT, 0};
    answered = ::connect(client, reinterpret_cast<sockaddr*>(&bound), size) == 0 ||
               (errno == EINPROGRESS && ::poll(&entry, 1, 300) == 1);
  }
  return listener;
}

/// Listens at a path, or at a port of 127.0.0.1 or, as [::1]:PORT, of ::1.
void listen_at(const std::string& where) {
  sockaddr_storage address{};
  if (where.find('/') != where.npos) {
    auto* local = reinterpret_cast<sockaddr_un*>(&address);
    where.copy(local->sun_path, sizeof local->sun_path - 1);
    local->sun_family = AF_UNIX;
  } else if (where.front() == '[') {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address);
    v6->sin6_family = AF_INET6;
    v6->sin6_addr = in6addr_loopback;
    v6->sin6_port = htons(static_cast<std::uint16_t>(std::stoi(where.substr(6))));
  } else {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address);
    v4->sin_family = AF_INET;
    v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    v4->sin_port = htons(static_cast<std::uint16_t>(std::stoi(where)));
  }
  const int listener = ::socket(address.ss_family, SOCK_STREAM, 0);
  const int yes = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const socklen_t size = address.ss_family == AF_UNIX    ? sizeof(sockaddr_un)
                         : address.ss_family == AF_INET6 ? sizeof(sockaddr_in6)
                                                         : sizeof(sockaddr_in);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0) std::_Exit(94);
  if (::listen(listener, 64) != 0) std::_Exit(94);
}

/// Connects to a path, or to a port of 127.0.0.1, and waits until that is accepted.
void connect_to(const std::string& where) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  where.copy(local.sun_path, sizeof local.sun_path - 1);
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  loopback.sin_port = htons(static_cast<std::uint16_t>(std::atoi(where.c_str())));
  const bool is_path = where.find('/') != std::string::npos;
  const int fd = ::socket(is_path ? AF_UNIX : AF_INET, SOCK_STREAM, 0);
  if (is_path) {
    ::connect(fd, reinterpret_cast<sockaddr*>(&local), sizeof local);
  } else {
    ::connect(fd, reinterpret_cast<sockaddr*>(&loopback), sizeof loopback);
  }
}

/// Listens on a port of 127.0.0.1 and waits for a connection.
void accept_one() {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::bind(listener, reinterpret_cast<sockaddr*>(&loopback), sizeof loopback);
  ::listen(listener, 1);
  ::accept(listener, nullptr, nullptr);
}

/// A lock of the whole file, by flock(2) or fcntl(2); waits until it is free.
void lock_file(const std::string& path, bool by_flock) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct flock whole {};
  whole.l_type = F_WRLCK;
  if ((by_flock ? ::flock(fd, LOCK_EX) : ::fcntl(fd, F_SETLKW, &whole)) != 0) std::_Exit(93);
}

/// Two threads lock two mutexes in opposite orders.
// A loop without a side effect would be undefined, and clang removes it.
[[noreturn]] void spin() {
  for (volatile bool on = true; true;) static_cast<void>(on);
}

void deadlock() {
  static pthread_mutex_t mutexes[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
  static pthread_barrier_t both_locked;
  ::pthread_barrier_init(&both_locked, nullptr, 2);
  const auto lock_both = [](void* first) -> void* {
    const std::size_t own = first == nullptr ? 0 : 1;
    ::pthread_mutex_lock(&mutexes[own]);
    ::pthread_barrier_wait(&both_locked);
    ::pthread_mutex_lock(&mutexes[1 - own]);
    return nullptr;
  };
  pthread_t threads[2];
  ::pthread_create(&threads[0], nullptr, lock_both, nullptr);
  ::pthread_create(&threads[1], nullptr, lock_both, &threads);
  ::pthread_join(threads[0], nullptr);
}

/// Two processes that each wait for the other to write to a pipe.
void wait_crosswise() {
  int there[2];
  int back[2];
  char byte = 0;
  if (::pipe(there) != 0 || ::pipe(back) != 0) std::_Exit(92);
  const bool is_child = ::fork() == 0;
  const int in = is_child ? there[0] : back[0];
  ::close(is_child ? there[1] : there[0]);
  ::close(is_child ? back[0] : back[1]);
  if (::read(in, &byte, 1) != 1) std::_Exit(91);
}

/// A fork-and-exit chain: its pid changes all the time. It waits while many of its dead are not
/// reaped, which on a machine that stalls would take all process numbers.
void hop() {
  std::array<pid_t, 1000> last{};
  // Bounded, in case a test fails.
  const std::time_t end = std::time(nullptr) + 20;
  for (std::size_t i = 0; std::time(nullptr) < end; i = (i + 1) % last.size()) {
    if (last[i] > 0 && ::kill(last[i], 0) == 0) ::poll(nullptr, 0, 1);
    last[i] = ::getpid();
    if (::fork() > 0) std::_Exit(0);
  }
}

char** arguments = nullptr;
std::string last_address;  // that listen-in-vain has said

void run(Words words) {
  const std::map<std::string, std::function<void(Words&)>> verbs{
      // Exit.
      {"exit", [](Words& w) { std::_Exit(number(w)); }},
      {"die",
       [](Words& w) {
         const int signal = signal_of(take(w));
         ::signal(signal, SIG_DFL);
         ::raise(signal);
         forever();
       }},
      {"forever", [](Words&) { forever(); }},
      {"--", [](Words&) { forever(); }},  // ends the words of a `fork`
      // Input and output.
      {"say", [](Words& w) { write_text(1, take(w) + "\n"); }},
      {"out", [](Words& w) { write_text(1, take(w)); }},
      {"err", [](Words& w) { write_text(2, take(w)); }},
      {"to",
       [](Words& w) {
         const int fd = number(w);
         write_text(fd, take(w));
       }},
      {"spew", [](Words& w) { spew(1, std::atoll(take(w).c_str())); }},
      {"spew-err", [](Words& w) { spew(2, std::atoll(take(w).c_str())); }},
      {"flood", [](Words&) { spew(1, 1LL << 60); }},
      {"packets",  // puts stdout, a pipe, into packet mode: each write is one read
       [](Words&) { ::fcntl(1, F_SETFL, ::fcntl(1, F_GETFL) | O_DIRECT); }},
      {"reopen-stdout",
       [](Words& w) {
         const int fd = ::open("/dev/stdout", O_WRONLY);
         if (fd < 0) std::_Exit(97);
         write_text(fd, take(w));
       }},
      {"open",  // opens a FIFO, to tell its reader that the previous words are done
       [](Words& w) { ::close(::open(take(w).c_str(), O_WRONLY)); }},
      {"cat",
       [](Words&) {
         std::array<char, 65536> buffer;
         ssize_t n = 0;
         while ((n = ::read(0, buffer.data(), buffer.size())) > 0) {
           write_all(1, buffer.data(), static_cast<std::size_t>(n));
         }
       }},
      {"read-byte",
       [](Words&) {
         char byte = 0;
         if (::read(0, &byte, 1) == 1) write_all(1, &byte, 1);
       }},
      // What it has inherited.
      {"args",
       [](Words& w) {
         std::printf("[%s]\n", arguments[0]);
         while (!w.empty()) std::printf("[%s]\n", take(w).c_str());
         std::fflush(stdout);
       }},
      {"env",
       [](Words&) {
         for (char** variable = environ; *variable != nullptr; ++variable) std::puts(*variable);
         std::fflush(stdout);
       }},
      {"fds", [](Words&) { list_fds(); }},
      {"signals", [](Words&) { list_signals(); }},
      {"ids", [](Words&) { list_ids(); }},
      {"become-owner",  // of a set-uid file, after which no other user may signal it
       [](Words&) {
         if (::setresuid(::geteuid(), ::geteuid(), ::geteuid()) != 0) std::_Exit(95);
       }},
      {"cwd",
       [](Words&) {
         std::array<char, 4096> path{};
         write_text(
             1,
             std::string(::getcwd(path.data(), path.size()) != nullptr ? path.data() : "?") + "\n");
       }},
      // The message channel.
      {"ipc-say", [](Words& w) { write_text(channel(), take(w) + "\n"); }},
      {"ipc-raw", [](Words& w) { write_text(channel(), unhexed(take(w))); }},
      {"ipc-send-fd", [](Words& w) { send_with(take(w) + "\n", {1}); }},
      {"ipc-send-fds",  // N of them at once
       [](Words& w) {
         const std::vector<int> fds(static_cast<std::size_t>(number(w)), 1);
         send_with(take(w) + "\n", fds);
       }},
      {"ipc-send-channel",  // sends its own end, with a line or the beginning of one
       [](Words& w) { send_with(take(w), {channel()}); }},
      {"ipc-read",
       [](Words&) {
         int fd = -1;
         const std::string line = receive_line(fd);
         const bool blocks = fd >= 0 && (::fcntl(fd, F_GETFL) & O_NONBLOCK) == 0;
         write_text(1, "got " + line + (fd >= 0 ? " with a descriptor" : "") +
                           (blocks ? " that blocks\n" : "\n"));
         ::close(fd);
       }},
      {"ipc-read-blocks", [](Words&) { write_text(1, read_in_blocks() + "\n"); }},
      {"ipc-echo",
       [](Words&) {
         int fd = -1;
         for (std::string line; !(line = receive_line(fd)).empty();) {
           write_text(channel(), line + "\n");
         }
       }},
      {"ipc-flood",
       [](Words& w) {
         const std::string line = std::string(1000, 'x');
         for (int i = number(w); i > 0; --i) write_text(channel(), '"' + line + "\"\n");
       }},
      {"listen", [](Words& w) { listen_at(take(w)); }},  // a path contains a slash
      {"listen-in-vain",  // at a path, or at a port of 127.0.0.1, which it prints
       [](Words& w) {
         const std::string where = take(w);
         sockaddr_un local{};
         local.sun_family = AF_UNIX;
         where.copy(local.sun_path, sizeof local.sun_path - 1);
         sockaddr_in loopback{};
         loopback.sin_family = AF_INET;
         loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
         if (where != "tcp") {
           listen_in_vain(reinterpret_cast<sockaddr*>(&local), sizeof local);
           return write_text(1, where + "\n");
         }
         socklen_t size = sizeof loopback;
         ::getsockname(listen_in_vain(reinterpret_cast<sockaddr*>(&loopback), size),
                       reinterpret_cast<sockaddr*>(&loopback), &size);
         last_address = std::to_string(ntohs(loopback.sin_port));
         write_text(1, last_address + "\n");
       }},
      {"ipc-storm",  // json|advanced HEAD BODY N TAIL: sends messages with N bodies forever, in hex
       [](Words& w) {
         const bool advanced = take(w) == "advanced";
         std::string payload = unhexed(take(w));
         const std::string body = unhexed(take(w));
         for (int i = number(w); i > 0; --i) payload += body;
         payload += unhexed(take(w));
         std::string length;
         for (int shift = 24; advanced && shift >= 0; shift -= 8) {
           length += static_cast<char>(payload.size() >> shift);
         }
         ::signal(SIGPIPE, SIG_DFL);
         ::alarm(300);
         while (true) write_text(channel(), length + payload + (advanced ? "" : "\n"));
       }},
      {"ipc-close", [](Words&) { ::close(channel()); }},
      // Signals.
      {"ignore", [](Words& w) { ::signal(signal_of(take(w)), SIG_IGN); }},
      {"default", [](Words& w) { ::signal(signal_of(take(w)), SIG_DFL); }},
      {"handle", [](Words& w) { ::signal(signal_of(take(w)), remember); }},
      {"await",
       [](Words&) {
         await_signal();
         const int got = last_signal;
         last_signal = 0;  // before printing, since the reader may answer with the next signal
         write_text(1, "got " + std::to_string(got) + "\n");
       }},
      {"await-quietly", [](Words&) { await_signal(); }},
      {"block-all",
       [](Words&) {
         sigset_t all;
         sigfillset(&all);
         ::sigprocmask(SIG_SETMASK, &all, nullptr);
       }},
      {"exec",
       [](Words& w) {
         std::vector<char*> argv;
         for (auto& word : w) argv.push_back(word.data());
         argv.push_back(nullptr);
         ::execvp(argv[0], argv.data());
         std::_Exit(96);
       }},
      {"nap",
       [](Words& w) {
         const int ms = number(w);
         const timespec nap{ms / 1000, ms % 1000 * 1'000'000L};
         ::nanosleep(&nap, nullptr);
       }},
      // Memory.
      {"take", [](Words& w) { take_memory(number(w), MAP_PRIVATE); }},  // MiB
      {"grow",  // takes that many MiB every 50 ms, at most 2 GiB
       [](Words& w) {
         const int step = number(w);
         for (int taken = 0; taken < 2048; taken += step) {
           take_memory(step, MAP_PRIVATE);
           const timespec pause{0, 50'000'000L};
           ::nanosleep(&pause, nullptr);
         }
       }},
      {"share",  // MiB that N children use together, which wait forever
       [](Words& w) {
         char* memory = take_memory(number(w), MAP_SHARED);
         int ready[2];
         if (::pipe(ready) != 0) std::_Exit(92);
         const int count = number(w);
         for (int i = 0; i < count; ++i) {
           if (::fork() > 0) continue;
           touch(memory);
           write_all(ready[1], "x", 1);
           forever();
         }
         char byte = 0;
         for (int i = 0; i < count && ::read(ready[0], &byte, 1) == 1; ++i) {
         }
       }},
      {"burn",  // CPU time, in ms
       [](Words& w) {
         const long ms = number(w);
         timespec used{};
         while (used.tv_sec * 1000 + used.tv_nsec / 1'000'000 < ms) {
           ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
         }
       }},
      {"stop", [](Words&) { ::raise(SIGSTOP); }},
      {"stop-again",  // and again after each SIGCONT
       [](Words&) {
         ::signal(SIGCONT, stop_again);
         ::raise(SIGSTOP);
       }},
      // Process attributes.
      {"rename", [](Words& w) { ::prctl(PR_SET_NAME, take(w).c_str(), 0, 0, 0); }},
      {"subreaper", [](Words&) { ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }},
      {"death-signal", [](Words& w) { ::prctl(PR_SET_PDEATHSIG, number(w), 0, 0, 0); }},
      {"undumpable", [](Words&) { ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }},
      {"trace-me", [](Words&) { ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }},
      // Processes and file descriptors.
      {"fork",
       [](Words& w) {
         in_child(
             w, [](Words&) {}, Parent::Continues);
       }},
      {"raw",  // raw mode, as an editor sets it
       [](Words&) {
         termios settings{};
         ::tcgetattr(0, &settings);
         ::cfmakeraw(&settings);
         ::tcsetattr(0, TCSANOW, &settings);
       }},
      {"type-in",  // types into the terminal on its stdin by TIOCSTI
       [](Words& w) {
         for (const char& c : take(w)) {
           if (::ioctl(0, TIOCSTI, &c) != 0) return write_text(1, "refused\n");
         }
         write_text(1, "typed\n");
       }},
      {"session",
       [](Words&) {
         const bool own = ::getsid(0) == ::getpid();
         write_text(1, own ? "session leader\n" : "inherited session\n");
       }},
      {"foreground",  // moves to a new group in the foreground, as an interactive shell does
       [](Words&) {
         ::setpgid(0, 0);
         ::signal(SIGTTOU, SIG_IGN);
         ::tcsetpgrp(0, ::getpid());
       }},
      {"setsid", [](Words&) { ::setsid(); }},
      {"setpgid", [](Words&) { ::setpgid(0, 0); }},
      {"clear-env", [](Words&) { ::clearenv(); }},
      {"close", [](Words& w) { ::close(number(w)); }},
      {"close-all",
       [](Words&) {
         for (int fd = 0; fd < 1024; ++fd) ::close(fd);
       }},
      {"daemonize",  // the words up to "--" are executed by a daemon with a new session and no
                     // environment; it exists when the parent continues
       [](Words& w) {
         in_child(
             w,
             [](Words& rest) {
               ::setsid();
               ::clearenv();
               in_child(
                   rest, [](Words&) {}, Parent::Exits);
             },
             Parent::ContinuesOnceItIsDead);
       }},
      {"bomb",  // N processes that wait forever
       [](Words& w) {
         for (int i = number(w); i > 0; --i) {
           if (::fork() == 0) forever();
         }
       }},
      {"zombies",  // N dead children that are not reaped
       [](Words& w) {
         for (int i = number(w); i > 0; --i) {
           const pid_t pid = ::fork();
           if (pid == 0) std::_Exit(0);
           siginfo_t info{};
           ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
         }
       }},
      {"hop", [](Words&) { hop(); }},
      {"churn",  // N processes that fork and wait all the time, so that pids are reused soon
       [](Words& w) {
         const std::time_t end = std::time(nullptr) + 20;
         for (int i = number(w); i > 1 && ::fork() > 0; --i) {
         }
         while (std::time(nullptr) < end) {
           const pid_t pid = ::fork();
           if (pid == 0) std::_Exit(0);
           if (pid > 0) ::waitpid(pid, nullptr, 0);
         }
       }},
      {"scribble",  // writes to a file all the time, which shows that it is running
       [](Words& w) {
         const std::time_t end = std::time(nullptr) + 20;
         const int fd = ::open(take(w).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
         for (long long n = 1; std::time(nullptr) < end; ++n) {
           if (::pwrite(fd, &n, sizeof n, 0) != sizeof n) std::_Exit(98);
         }
       }},
      // What it waits for, and does not get.
      {"pipe",  // the words up to "--" are for a child that writes to the pipe on stdin
       [](Words& w) {
         int ends[2];
         if (::pipe(ends) != 0) std::_Exit(92);
         in_child(
             w,
             [&](Words&) {
               ::dup2(ends[1], 1);
               ::close(ends[0]);
               ::close(ends[1]);
             },
             Parent::Continues);
         ::dup2(ends[0], 0);
         ::close(ends[0]);
         ::close(ends[1]);
       }},
      {"cross", [](Words&) { wait_crosswise(); }},
      {"accept", [](Words&) { accept_one(); }},
      {"connect",  // to a path, a port, or with `last` to what it listens on in vain
       [](Words& w) {
         const std::string where = take(w);
         connect_to(where == "last" ? last_address : where);
       }},
      {"poll",
       [](Words&) {
         pollfd entry{0, POLLIN, 0};
         ::poll(&entry, 1, -1);
       }},
      {"flock", [](Words& w) { lock_file(take(w), true); }},
      {"lock", [](Words& w) { lock_file(take(w), false); }},
      {"deadlock", [](Words&) { deadlock(); }},
      {"spin",
       [](Words&) {
         ::alarm(300);
         spin();
       }},
      {"spin-in-thread",
       [](Words&) {
         pthread_t thread;
         ::alarm(300);
         const auto in_thread = [](void*) -> void* { spin(); };
         ::pthread_create(&thread, nullptr, in_thread, nullptr);
         ::pthread_join(thread, nullptr);
       }},
      {"threads",  // starts N threads that wait forever
       [](Words& w) {
         for (int n = number(w); n > 0; --n) {
           pthread_t thread;
           ::pthread_create(
               &thread, nullptr, [](void*) -> void* { return ::pause(), nullptr; }, nullptr);
         }
       }},
      {"epoll",  // waits for stdin with epoll(7)
       [](Words&) {
         const int instance = ::epoll_create1(EPOLL_CLOEXEC);
         epoll_event event{};
         event.events = EPOLLIN;
         ::epoll_ctl(instance, EPOLL_CTL_ADD, 0, &event);
         ::epoll_pwait(instance, &event, 1, -1, nullptr);
       }},
      {"vfork",  // in state D until its child has executed a program, which that does not
       [](Words&) {
         if (::vfork() == 0) forever();
       }},
      {"wait",
       [](Words&) {
         while (::wait(nullptr) > 0 || errno == EINTR) {
         }
       }},
  };
  while (!words.empty()) {
    const std::string word = take(words);
    const auto verb = verbs.find(word);
    if (verb == verbs.end()) {
      std::fprintf(stderr, "child: unknown word '%s'\n", word.c_str());
      std::_Exit(99);
    }
    verb->second(words);
  }
}

}  // namespace

int main(int argc, char** argv) {
  arguments = argv;
  run(Words(argv + 1, argv + argc));
  return 0;
}
