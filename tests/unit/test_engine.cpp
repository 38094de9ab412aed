// Real processes through the engine, without the front end.
#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "run/engine.hpp"

using namespace cpr;
using namespace std::chrono_literals;
using Kind = StdioSpec::Kind;

namespace {

const StdioSpec captured{.kind = Kind::OutputPipe,
                         .destination = {.kind = Destination::Kind::Capture}};

struct Seen {
  std::vector<std::string> events;
  Result result;
};

Job job_of(std::vector<std::string> words) {
  Job job;
  job.command.file = TEST_CHILD;
  job.command.args = std::move(words);
  job.stdio = {{.kind = Kind::Ignore}, captured, captured};
  return job;
}

void record(Seen& seen, Event event) {
  if (std::holds_alternative<Started>(event.fact)) seen.events.emplace_back("started");
  if (std::holds_alternative<Signalled>(event.fact)) seen.events.emplace_back("signalled");
  if (std::holds_alternative<Exited>(event.fact)) seen.events.emplace_back("exited");
  if (auto* closed = std::get_if<Closed>(&event.fact)) {
    seen.events.emplace_back("closed");
    seen.result = std::move(closed->result);
  }
}

Seen run(const Job& job) {
  Seen seen;
  Engine engine;
  engine.start(job, [&](Event event) { record(seen, std::move(event)); });
  engine.run();
  engine.shut_down();
  return seen;
}

/// Runs a job whose processes have to be ready before the timeout: if they were not, since the
/// machine has stalled, with a longer one.
Seen run_until(Job job, const std::function<bool(const KillPath&)>& were_ready) {
  Seen seen = run(job);
  for (const auto timeout : {2s, 10s}) {
    if (seen.result.intervention && were_ready(seen.result.intervention->path)) break;
    job.limits.timeout = timeout;
    seen = run(job);
  }
  return seen;
}

/// What received the first signal: SIGKILL is for a child that has not executed its program.
auto got(int signal, int pids) {
  return [signal, pids](const KillPath& path) {
    return !path.signals.empty() && path.signals.front().signal == signal &&
           path.signals.front().to.pids == pids;
  };
}

std::string stream(const Result& result, int fd) {
  for (const auto& one : result.streams) {
    if (one.fd == fd) return std::string(one.bytes.view());
  }
  return "(none)";
}

const ExitStatus success{ExitStatus::Kind::Code, 0, false};

/// This process is the subreaper, so that the kernel tells whether any process is left.
void check_none_left() {
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
}

}  // namespace

TEST_CASE("engine: events in the order of the facts, and one Closed at the end") {
  const Seen seen = run(job_of({"out", "hello", "err", "world", "exit", "3"}));
  CHECK(seen.events == std::vector<std::string>{"started", "exited", "closed"});
  CHECK(seen.result.exit == ExitStatus{ExitStatus::Kind::Code, 3, false});
  CHECK(stream(seen.result, 1) == "hello");
  CHECK(stream(seen.result, 2) == "world");
  CHECK(seen.result.pid.value_or(0) > 0);
  CHECK_FALSE(seen.result.intervention);
  CHECK_FALSE(seen.result.killed);
  REQUIRE(seen.result.usage);
  CHECK_FALSE(seen.result.usage->max_rss_kib);  // see Job::measure
  CHECK(seen.result.duration > Duration::zero());
  check_none_left();
}

TEST_CASE("engine: a failed start names its step and the culprit") {
  Job job = job_of({});
  SUBCASE("program") {
    job.command.file = "/no/such/program";
    const Seen seen = run(job);
    CHECK(seen.result.failure->step == StartStep::Exec);
    CHECK(seen.result.failure->error == ENOENT);
    CHECK(seen.result.failure->culprit == "/no/such/program");
    CHECK(seen.events == std::vector<std::string>{"closed"});
  }
  SUBCASE("directory") {
    job.command.cwd = "/no/such/directory";
    const Seen seen = run(job);
    CHECK(seen.result.failure->step == StartStep::Cwd);
    CHECK(seen.result.failure->culprit == "/no/such/directory");
  }
  SUBCASE("descriptor") {
    job.stdio[0] = {.kind = Kind::File, .path = "/no/such/file"};
    const Seen seen = run(job);
    CHECK(seen.result.failure->step == StartStep::Stdio);
    CHECK(seen.result.failure->fd == 0);
    CHECK(seen.result.failure->culprit == "/no/such/file");
  }
  SUBCASE("user") {
    if (::geteuid() == 0) return;  // may become any user
    job.identity.uid = 0;
    // The supplementary groups are dropped first, where the caller has some.
    const StartStep step = run(job).result.failure->step;
    CHECK((step == StartStep::Groups || step == StartStep::Uid));
  }
  check_none_left();
}

TEST_CASE("engine: a failed start has neither pid nor exit status") {
  Job job = job_of({});
  job.command.file = "/no/such/program";
  const Seen seen = run(job);
  CHECK_FALSE(seen.result.pid);
  CHECK_FALSE(seen.result.exit);
  CHECK_FALSE(seen.result.usage);
  CHECK(verdict(seen.result) == Verdict::SpawnError);
}

TEST_CASE("engine: a start that lacks descriptors says for what, and leaves no process") {
#ifdef __SANITIZE_ADDRESS__
  return;  // UBSan looks at memory through a pipe, and reports an error where it cannot make one
#endif
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  std::vector<std::pair<StartStep, int>> lacking;
  for (rlim_t spare = 1; spare < 100; ++spare) {
    const Job job = job_of({});
    Engine engine;
    Seen seen;
    const auto next = static_cast<rlim_t>(Fd(::dup(STDIN_FILENO)).get());
    const rlimit scarce{.rlim_cur = next + spare, .rlim_max = limit.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &scarce) == 0);
    engine.start(job, [&](Event event) { record(seen, std::move(event)); });
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
    engine.run();
    engine.shut_down();
    check_none_left();
    if (seen.result.exit) break;
    CHECK(seen.events == std::vector<std::string>{"closed"});
    REQUIRE(seen.result.failure);
    CHECK(seen.result.failure->error == EMFILE);
    CHECK_FALSE(seen.result.pid);
    const std::pair what{seen.result.failure->step, seen.result.failure->fd};
    if (lacking.empty() || lacking.back() != what) lacking.push_back(what);
  }
  // Those that are reserved for the kill path, the pipes, and the report of the start.
  CHECK(lacking == std::vector<std::pair<StartStep, int>>{{StartStep::Stdio, -1},
                                                          {StartStep::Stdio, 1},
                                                          {StartStep::Stdio, 2},
                                                          {StartStep::Fork, -1}});
}

TEST_CASE("engine: a timeout kills the whole tree, and the tree is empty on return") {
  Job job = job_of({"fork", "setsid", "forever", "--", "daemonize", "forever", "--", "forever"});
  job.limits.timeout = 200ms;
  const Seen seen = run_until(job, got(SIGTERM, 3));
  check_none_left();
  REQUIRE(seen.result.intervention);
  CHECK(seen.result.intervention->reason == Reason::Timeout);
  CHECK(seen.result.intervention->path.signals.front().to.pids == 3);
  CHECK(seen.result.intervention->path.empty_at.value_or(0s) >= 200ms);
  CHECK_FALSE(seen.result.intervention->path.forced);
  CHECK(seen.result.killed);
  CHECK(seen.result.duration >= 200ms);
  CHECK(seen.events == std::vector<std::string>{"started", "signalled", "exited", "closed"});
}

TEST_CASE("engine: processes that ignore the signal are killed after the grace period") {
  Job job = job_of({"ignore", "TERM", "bomb", "20", "forever"});
  job.limits.timeout = 200ms;
  job.limits.kill_after = 100ms;
  const Seen seen = run_until(job, got(SIGTERM, 21));
  check_none_left();
  CHECK(seen.result.intervention->path.forced);
  CHECK(seen.result.intervention->path.signals.size() == 2);
  CHECK(seen.result.intervention->path.signals.back().signal == SIGKILL);
  CHECK(seen.result.intervention->path.signals.back().to.pids == 21);
  CHECK(seen.result.exit == ExitStatus{ExitStatus::Kind::Signal, SIGKILL, false});
}

TEST_CASE("engine: a fork-and-exit chain is killed") {
  Job job = job_of({"hop"});
  job.limits.timeout = 300ms;
  job.limits.kill_after = 0ms;
  // The first process exits at once; the others hold its pipe open, and so keep the run going.
  Seen seen;
  for (const auto timeout :
       {300ms, 3000ms, 10000ms}) {  // on a machine that stalls it may not have run
    job.limits.timeout = timeout;
    seen = run(job);
    if (seen.result.exit == success) break;
  }
  check_none_left();
  CHECK(seen.result.exit == success);
  CHECK(verdict(seen.result) == Verdict::Timeout);
}

TEST_CASE("engine: exactly the bytes of the limit are kept") {
  Job job = job_of({"flood"});
  job.limits.max_buffer = 100'001;
  const Seen seen = run(job);
  CHECK(stream(seen.result, 1).size() == 100'001);
  CHECK(seen.result.intervention->reason == Reason::MaxBuffer);
  CHECK(seen.result.intervention->stream == 1);
  check_none_left();
}

TEST_CASE("engine: the output of a child that has exited is complete") {
  for (int i = 0; i < 20; ++i) {
    const Seen seen = run(job_of({"spew", "65536", "exit", "0"}));
    REQUIRE(stream(seen.result, 1).size() == 65536);
    REQUIRE(seen.result.exit == success);
  }
}

TEST_CASE("engine: input is written to the child, which sees its end") {
  Job job = job_of({"cat"});
  const std::string text(300'000, 'z');
  job.stdio[0] = {.kind = Kind::InputPipe, .source = {.text = text}};
  CHECK(stream(run(job).result, 1) == text);
}

TEST_CASE(
    "engine: leftover processes after a normal exit are named, with the pipes that they hold "
    "open") {
  Job job = job_of({"fork", "close", "1", "close", "2", "forever", "--", "exit", "0"});
  const Seen seen = run(job);
  REQUIRE(seen.result.leaked.size() == 1);
  CHECK(seen.result.leaked[0].argv.front() == TEST_CHILD);
  CHECK(seen.result.leaked[0].holds.empty());
  ::kill(seen.result.leaked[0].pid, SIGKILL);
  ::waitpid(seen.result.leaked[0].pid, nullptr, 0);
}

TEST_CASE("engine: a cleanup kills leftover processes, which is not an intervention") {
  Job job = job_of({"fork", "close", "1", "close", "2", "forever", "--", "exit", "3"});
  SUBCASE("the run is as successful as the child") {
    job.limits.leaks = LeakAction::Kill;
  }
  SUBCASE("the run has failed") {
    job.limits.leaks = LeakAction::Fail;
  }
  const bool fails = job.limits.leaks == LeakAction::Fail;
  const Seen seen = run(job);
  check_none_left();
  CHECK(seen.events == std::vector<std::string>{"started", "exited", "signalled", "closed"});
  CHECK_FALSE(seen.result.intervention);
  REQUIRE(seen.result.cleanup);
  CHECK(seen.result.cleanup->is_failure == fails);
  CHECK(seen.result.cleanup->path.signals.front().to.pids == 1);
  CHECK(seen.result.cleanup->path.empty_at);
  CHECK(seen.result.leaked.size() == 1);
  CHECK_FALSE(seen.result.killed);
  CHECK(verdict(seen.result) == (fails ? Verdict::Leak : Verdict::Exit));
}

TEST_CASE("engine: a signal to cpr ends a run") {
  Job job = job_of({"handle", "TERM", "say", "ready", "await", "exit", "5"});
  job.stdio[1] = {.kind = Kind::OutputPipe};
  Seen seen;
  Engine engine;
  engine.start(job, [&](Event event) {
    // A signal that does not terminate is forwarded, and ends nothing.
    if (std::holds_alternative<Started>(event.fact)) ::raise(SIGWINCH);
    if (auto* closed = std::get_if<Closed>(&event.fact)) seen.result = std::move(closed->result);
  });
  const pid_t killer = ::fork();
  if (killer == 0) {
    ::kill(::getppid(), SIGTERM);
    ::_exit(0);
  }
  engine.run();
  engine.shut_down();
  CHECK(seen.result.intervention->reason == Reason::Interrupted);
  CHECK(seen.result.intervention->signal == SIGTERM);
  ::waitpid(killer, nullptr, 0);
}

TEST_CASE("engine: when a sink throws out of the loop, no process is left") {
  const Job job = job_of({"daemonize", "ignore", "TERM", "forever", "--", "say", "up", "forever"});
  Job observed = job;
  observed.stdio[1].reported = true;
  CHECK_THROWS_AS(
      [&] {
        Engine engine;
        engine.start(observed, [](const Event& event) {
          if (std::holds_alternative<Chunk>(event.fact)) throw std::bad_alloc();
        });
        engine.run();
      }(),
      std::bad_alloc);
  check_none_left();
}

TEST_CASE("engine: an abort() while the child runs leaves no process, one line and status 125") {
  auto output = make_pipe();
  REQUIRE(output);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(output->write_end.get(), STDERR_FILENO);
    ::signal(SIGABRT, SIG_DFL);
    Job job = job_of({"daemonize", "ignore", "TERM", "forever", "--", "say", "up", "forever"});
    job.stdio[1].reported = true;
    job.stdio[2] = {.kind = Kind::Ignore};
    Engine engine;
    engine.start(job, [](const Event& event) {
      if (std::holds_alternative<Chunk>(event.fact)) std::abort();
    });
    engine.run();
    ::_exit(0);
  }
  output->write_end.reset();
  // Orphans of that process would become children of this one.
  REQUIRE(::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 125);
  std::string said(256, '\0');
  said.resize(static_cast<std::size_t>(::read(output->read_end.get(), said.data(), said.size())));
  CHECK(said == "cpr: internal error: abort() was called\n");
  check_none_left();
}

TEST_CASE("engine: the exit status is known of a child whose last output exceeds the limit") {
  for (int i = 0; i < 50; ++i) {
    Job job = job_of({"spew", "16", "exit", "3"});
    job.stdio[1].reported = true;
    job.limits.max_buffer = 10;
    const Seen seen = run(job);
    CHECK_FALSE(seen.result.status_unknown);
    REQUIRE(seen.result.exit);
    CHECK(verdict(seen.result) == Verdict::MaxBuffer);
    CHECK(stream(seen.result, 1).size() == 10);
  }
}

TEST_CASE("engine: when one stream fills the queue again, the others do not go on") {
  Job job = job_of({"fork", "spew-err", "1000000000", "--", "flood"});
  job.stdio[1] = job.stdio[2] = {.kind = Kind::OutputPipe, .reported = true};
  int chunks = 0;
  int late = 0;
  for (const auto timeout : {300ms, 3000ms, 10000ms}) {  // longer on a machine that stalls
    job.limits.timeout = timeout;
    Engine engine;
    bool full = false;
    bool ended = false;  // what the pipes hold at the end is not held
    engine.start(job, [&](const Event& event) {
      ended = ended || std::holds_alternative<Signalled>(event.fact);
      if (ended || !std::holds_alternative<Chunk>(event.fact)) return;
      ++chunks;
      if (full) ++late;
      full = true;
      engine.hold_output(true);
    });
    Timer reader(engine.loop(), [&] {
      reader.set(Clock::now() + 1ms);
      if (!full) return;
      full = false;
      engine.hold_output(false);
    });
    reader.set(Clock::now());
    engine.run();
    if (chunks > 1) break;
  }
  CHECK(chunks > 1);
  CHECK(late == 0);
  check_none_left();
}

namespace {

Job job_with_hook(std::string command) {
  Job job = job_of({"forever"});
  job.limits.timeout = 100ms;
  job.limits.before_kill = BeforeKill{.command = std::move(command)};
  return job;
}

const HookEnd& hook_of(const Seen& seen) {
  REQUIRE(seen.result.intervention);
  REQUIRE(seen.result.intervention->path.hook);
  return *seen.result.intervention->path.hook;
}

}  // namespace

TEST_CASE("engine: the hook is killed at its time limit, and the kill goes on") {
  Job job = job_with_hook("");
  job.limits.before_kill->time_limit = 300ms;
  SUBCASE("it waits") {
    job.limits.before_kill->command = "exec " TEST_CHILD " forever";
  }
  SUBCASE("it ignores signals, and daemons are left") {
    job.limits.before_kill->command =
        TEST_CHILD " daemonize ignore TERM forever -- exit 0; trap '' TERM HUP INT; " TEST_CHILD
                   " ignore TERM forever; :";
  }
  SUBCASE("it stops the process between cpr and it") {
    job.limits.before_kill->command = "kill -STOP $PPID; exec " TEST_CHILD " forever";
  }
  const Seen seen = run_until(job, got(SIGTERM, 1));
  check_none_left();
  const HookEnd& hook = hook_of(seen);
  CHECK(hook.timed_out);
  CHECK(hook.exit == ExitStatus{ExitStatus::Kind::Signal, SIGKILL, false});
  CHECK(hook.duration >= 300ms);
  CHECK(hook.duration < 20s);
  CHECK(verdict(seen.result) == Verdict::Timeout);
  REQUIRE(seen.result.intervention->path.signals.size() == 1);
  const SentSignal& sent = seen.result.intervention->path.signals.front();
  CHECK(sent.signal == SIGTERM);
  CHECK(sent.to.pids == 1);
  CHECK(sent.at >= 400ms);
  CHECK(seen.result.leaked.empty());
}

TEST_CASE("engine: a hook within its time limit, and one that cannot be started") {
  const Seen well = run_until(job_with_hook("exit 3"), got(SIGTERM, 1));
  CHECK(hook_of(well).exit == ExitStatus{ExitStatus::Kind::Code, 3, false});
  CHECK_FALSE(hook_of(well).timed_out);
  CHECK(hook_of(well).usage.user_us + hook_of(well).usage.system_us > 0);
  CHECK(hook_of(well).error == 0);
  // More than the kernel takes as one argument.
  const Seen failed = run_until(job_with_hook(std::string(200'000, ':')), got(SIGTERM, 1));
  CHECK(hook_of(failed).error == E2BIG);
  CHECK_FALSE(hook_of(failed).exit);
  CHECK(failed.result.exit == ExitStatus{ExitStatus::Kind::Signal, SIGTERM, false});
  check_none_left();
}

TEST_CASE("engine: when a sink throws while the hook runs, the hook is killed as well") {
  Job job = job_with_hook(
      TEST_CHILD " daemonize forever -- exit 0; kill -USR1 $CPR_PID; " TEST_CHILD " forever");
  job.command.args = {"handle", "USR1", "await", "forever"};
  job.stdio[1] = {.kind = Kind::OutputPipe, .reported = true};
  job.default_signals = true;  // the engines of other tests may have left them blocked
  bool thrown = false;
  for (const auto timeout :
       {100ms, 2000ms, 10000ms}) {  // the child may not handle the signal before
    job.limits.timeout = timeout;
    Engine engine;
    engine.start(job, [](const Event& event) {
      if (std::holds_alternative<Chunk>(event.fact)) throw std::bad_alloc();
    });
    try {
      engine.run();
    } catch (const std::bad_alloc&) {
      thrown = true;
    }
    if (thrown) break;
  }
  CHECK(thrown);
  check_none_left();
}
