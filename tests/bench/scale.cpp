#include "scale.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "words.hpp"

namespace bench {
namespace {

/// Kills leftover processes of a run, which are reparented to this process.
void kill_leftovers() {
  const std::string self = std::to_string(::getpid());
  while (true) {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    std::ifstream children("/proc/self/task/" + self + "/children");
    bool any = false;
    // Not reaped yet, so the pid cannot have been reused.
    for (pid_t pid = 0; children >> pid; any = true) ::kill(pid, SIGKILL);
    if (!any) return;
    ::waitpid(-1, nullptr, 0);
  }
}

long number_in(const char* path) {
  long number = 0;
  std::ifstream(path) >> number;
  return number;
}

long processes_there() {
  long count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    count += entry.path().filename().string().find_first_not_of("0123456789") == std::string::npos;
  }
  return count;
}

/// \throws Missing when the system does not allow that many processes
void need_room(int count) {
  constexpr long others = 500;  // for other processes of the machine
  const long want = count + processes_there() + others;
  const long most = number_in("/proc/sys/kernel/pid_max");
  if (most > 0 && want > most) throw Missing("kernel.pid_max above " + std::to_string(want));
  rlimit own{};
  ::getrlimit(RLIMIT_NPROC, &own);
  if (own.rlim_cur != RLIM_INFINITY && static_cast<long>(own.rlim_cur) < want) {
    throw Missing("ulimit -u above " + std::to_string(want));
  }
}

double median_ms(int runs, const Command& command) {
  Samples samples;
  for (int i = -1; i < runs; ++i) {
    const double took = run(command).ms;
    if (i >= 0) samples.add(took);
  }
  return samples.median();
}

Scale at_once(const Place& place) {
  const Command command{place.cpr + split("execFile --timeout 5s true")};
  return {"cpr at once",
          {1, 10, 50, 200},
          [=, runs = place.quick ? 3 : 11](int count) {
            Samples ms;
            Samples cpu;
            for (int i = 0; i < runs; ++i) {
              const Finished finished = run_together(command, count);
              ms.add(finished.ms);
              cpu.add(finished.cpu_ms);
            }
            return Step{count, ms.median(), cpu.median(), {}};
          },
          {}};
}

Scale arguments(const Place& place) {
  const int runs = place.quick ? 5 : 31;
  const Command command{place.cpr + split("spawn --stdio inherit true")};
  return {"arguments",
          {1'000, 10'000, 100'000},
          [=](int count) {
            Command more = command;
            add_words(more.words, count);
            return Step{count, median_ms(runs, more), {}, {}};
          },
          [=] { return median_ms(runs, command); }};
}

Scale environment(const Place& place) {
  const int runs = place.quick ? 5 : 31;
  const Command command{place.cpr + split("spawn --stdio inherit true")};
  return {"environment variables",
          {100, 1'000, 10'000},
          [=](int count) {
            Command more = command;
            more.variables = variables(count);
            return Step{count, median_ms(runs, more), {}, {}};
          },
          [=] { return median_ms(runs, command); }};
}

/// The time from the limit until the tree is empty.
/// \param options select SIGTERM or SIGKILL
double end_of_tree(const Place& place, const char* options, int count) {
  // The tree has to be complete when the timeout expires; a fork takes some tenths of a
  // millisecond.
  const int limit_ms = 200 + count * 4 / 10;
  const Command command{
      place.cpr + split("execFile -q --json --timeout " + std::to_string(limit_ms) + options) +
          place.forest + std::to_string(count),
      Output::Kept, 124};
  const auto text = run(command).text;
  kill_leftovers();
  const auto signalled = static_cast<int>(number_after(text, "\"pids\":"));
  if (signalled <= count) {
    throw Missing("time or memory to start more than " + std::to_string(signalled));
  }
  return number_after(text, "\"emptyAtMs\":") - limit_ms;
}

Scale descendants(const Place& place, const char* what, const char* options) {
  return {what,
          {10, 100, 1'000, 10'000},
          [=](int count) {
            need_room(count);
            Samples ms;
            const int runs = place.quick || count > 1'000 ? 1 : 5;
            for (int i = 0; i < runs; ++i) ms.add(end_of_tree(place, options, count));
            return Step{count, ms.median(), {}, {}};
          },
          [=] { return end_of_tree(place, options, 0); }};
}

}  // namespace

std::vector<Scale> scales(const Place& place) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  return {at_once(place), arguments(place), environment(place),
          descendants(place, "descendants running when a timeout expires", ""),
          descendants(place, "descendants killed by SIGKILL", " --kill-after 0")};
}

Growth measure(const Scale& scale) {
  Growth growth{scale.what, {}};
  const auto add = [&](int count, const std::function<Step()>& step) {
    try {
      growth.steps.push_back(step());
    } catch (const Missing& what) {
      growth.steps.push_back({count, 0, {}, std::string("missing: ") + what.what()});
    } catch (const std::exception& error) {
      growth.steps.push_back({count, 0, {}, std::string("FAILED: ") + error.what()});
    }
  };
  if (scale.base) add(0, [&] { return Step{0, scale.base(), {}, {}}; });
  for (const int count : scale.counts) add(count, [&] { return scale.measure(count); });
  kill_leftovers();
  return growth;
}

std::optional<double> Growth::each_us(std::size_t step) const {
  const Step& here = steps[step];
  if (!here.problem.empty() || here.count == 0) return std::nullopt;
  if (step == 0) return here.ms * 1e3 / here.count;
  const Step& before = steps[step - 1];
  if (!before.problem.empty()) return std::nullopt;
  return (here.ms - before.ms) * 1e3 / (here.count - before.count);
}

}  // namespace bench
