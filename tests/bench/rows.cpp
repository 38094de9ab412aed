#include "rows.hpp"

#include <sstream>

#include "peak.hpp"
#include "words.hpp"

namespace bench {
namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30U;
constexpr double kib = 1024;

/// Number of runs, and of runs with --quick.
struct Effort {
  int runs;
  int quick;
  int warm_ups;
};
constexpr Effort moment{300, 30, 5};
constexpr Effort second{11, 3, 1};

/// The time that cpr reports. The run, measured from outside, cannot be shorter.
double time_of_signal(const Finished& finished, double limit_ms) {
  if (finished.ms < limit_ms) throw std::runtime_error("it ended before its limit");
  return number_after(finished.text, "\"atMs\":");
}

constexpr const char* relayed_words = "execFile --stdio inherit,pipe,pipe --timeout 5s true";
constexpr const char* relayed_name = "cpr execFile --timeout 5s true, with pipes";

class Maker {
 public:
  explicit Maker(const Place& place) : place_(place) {}

  std::vector<Row> make() {
    start_up();
    throughput();
    capture();
    memory();
    memory_with_a_slow_reader();
    round_trips();
    limits();
    memory_limit();
    sizes();
    instructions();
    return std::move(rows_);
  }

 private:
  using Measure = std::function<Pair()>;

  [[nodiscard]] int runs(Effort effort) const { return place_.quick ? effort.quick : effort.runs; }

  void add(Row row) { rows_.push_back(std::move(row)); }

  /// Milliseconds of two commands. \param program required by the peer; empty: none
  [[nodiscard]] Measure race_of(Effort effort, Command ours, Command peer,
                                const std::string& program = "") const {
    return [=, count = runs(effort)] {
      if (!program.empty()) need(program);
      return race(count, effort.warm_ups, ours, peer);
    };
  }

  [[nodiscard]] std::vector<std::string> cpr(const std::string& words) const {
    return place_.cpr + split(words);
  }

  void start_up() {
    const Command file{cpr("execFile --timeout 5s true")};
    const Command verb{cpr("timeout 5 true")};
    const Command shell{cpr("exec --timeout 5s true")};
    // The floor uses pipes as well.
    const Command relayed{cpr(relayed_words)};
    const std::string file_name = "cpr execFile --timeout 5s true";
    const std::string shell_name = "cpr exec --timeout 5s true";
    const std::string node_code = R"(require("child_process").spawnSync("true",{shell:true}))";
    add({file_name, "timeout 5 true", "ms", Judge::Ratio, 0.90, 0.75,
         race_of(moment, file, {split("timeout 5 true")}, "timeout")});
    add({relayed_name, "the floor, a C program", "ms", Judge::Ratio, 1.25, 1.08,
         race_of(moment, relayed, {place_.floor + split("true")})});
    add({"cpr timeout 5 true", "timeout 5 true", "ms", Judge::Ratio, 0.90, 0.75,
         race_of(moment, verb, {split("timeout 5 true")}, "timeout")});
    add({shell_name, "timeout 5 sh -c true", "ms", Judge::Ratio, 0.95, 0.80,
         race_of(moment, shell, {split("timeout 5 sh -c true")}, "timeout")});
    add({shell_name, "node, spawnSync with a shell", "ms", Judge::Ratio, 1.0 / 30, 1.0 / 50,
         race_of({30, 5, 2}, shell, {{"node", "-e", node_code}}, "node")});
  }

  void throughput() {
    const std::string one = std::to_string(gib);
    const Command ours{cpr("execFile --max-buffer 2GiB") + place_.flood + one, Output::Pipe, 0,
                       gib};
    const Command direct{{place_.flood, one}, Output::Pipe, 0, gib};
    const std::string piped = "'" + place_.flood + "' " + one + " | cat";
    const Command cat{{"sh", "-c", piped}, Output::Pipe, 0, gib};
    const Command ours_both{cpr("execFile --max-buffer 2GiB") + place_.flood + one + "both",
                            Output::Pipes, 0, 2 * gib};
    const Command both{{place_.flood, one, "both"}, Output::Pipes, 0, 2 * gib};
    const std::string name = "1 GiB of stdout, counted, capped";
    add({name, "the child itself", "ms", Judge::Ratio, 1.30, 1.05, race_of(second, ours, direct)});
    add({name, "child | cat", "ms", Judge::Ratio, 0.70, 0.50, race_of(second, ours, cat)});
    add({"stdout and stderr at once, 1 GiB each", "the child itself", "ms", Judge::Ratio, 1.3, 1.0,
         race_of(second, ours_both, both)});
  }

  void capture() {
    const std::string bytes = std::to_string(gib);
    const Command ours{cpr("execFile --json --max-buffer 2GiB") + place_.flood + bytes};
    const std::string code =
        "import subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True)";
    add({"1 GiB captured, --json to /dev/null", "python3, subprocess.run", "ms", Judge::Ratio, 0.8,
         0.5, [=, flood = place_.flood, count = runs({7, 2, 1})] {
           const Command peer{{python(), "-c", code, flood, bytes}};
           return race(count, 1, ours, peer);
         }});
    add({"JSON escaping of plain text, 16 MiB", "a loop over the bytes", "ms", Judge::SpeedUp, 15,
         25, [escape = place_.escape, count = runs({100, 20, 0})] {
           // In one process, because a start would take longer than the measured function.
           const auto text = run({{escape, std::to_string(count)}, Output::Kept}).text;
           std::istringstream lines(text);
           Pair pair;
           for (double of_ours = 0, of_peer = 0; lines >> of_ours >> of_peer;) {
             pair.ours.add(of_ours);
             pair.peer.add(of_peer);
           }
           return pair;
         }});
  }

  void memory() {
    const Command passing{cpr("execFile --max-buffer 2GiB") + place_.flood + std::to_string(gib),
                          Output::Pipe, 0, gib};
    const Command other{split("timeout 5 true")};
    add({"peak memory, 1 GiB passed through", "timeout 5 true", "KiB", Judge::Peak, 4 * kib,
         std::nullopt, [=, count = runs({5, 2, 0})] {
           // The bound applies without a peer as well.
           const bool there = on_path("timeout");
           return in_turns(
               count, 0, [&] { return peak_kib(passing); },
               there ? [&] { return peak_kib(other); } : Measurement());
         }});
    constexpr std::uint64_t payload = gib / 4;
    const Command kept{cpr("execFile --json --max-buffer 1GiB") + place_.flood +
                       std::to_string(payload)};
    add({"peak memory, 256 MiB captured with --json", "the payload", "KiB", Judge::Over, 4 * kib,
         2 * kib, [=, count = runs({5, 2, 0})] {
           return in_turns(
               count, 0, [&] { return peak_kib(kept); },
               [] { return static_cast<double>(payload) / kib; });
         }});
  }

  void memory_with_a_slow_reader() {
    constexpr std::uint64_t bytes = gib / 32;
    const Command events{cpr("execFile --max-buffer none --stdio pipe --events -") + place_.flood +
                             std::to_string(bytes),
                         Output::Slow};
    add({"peak memory, --events with a slow reader", "8 MiB", "KiB", Judge::Peak, 8 * kib,
         std::nullopt, [=, count = runs({5, 2, 0})] {
           return in_turns(
               count, 0, [&] { return peak_kib(events); }, [] { return 8 * kib; });
         }});
  }

  void round_trips() {
    const std::string child = R"(process.on("message", (m) => process.send(m)))";
    const std::string parent = R"(
        const child = require("child_process").spawn("node", ["-e", process.argv[1]],
          { stdio: ["ignore", "inherit", "inherit", "ipc"] });
        let sent = 0;
        const next = () => (sent < 100000 ? child.send(++sent) : child.disconnect());
        child.on("message", (m) => { process.stdout.write(`${JSON.stringify(m)}\n`); next(); });
        next();)";
    const auto words =
        cpr("spawn --lockstep --messages fd:0 --stdio ignore,inherit,inherit,ipc -- node -e");
    const Command ours{split("sh -c") + R"(seq 100000 | "$@")" + "sh" + words + child};
    const Command peer{{"node", "-e", parent, child}};
    add({"100 000 round trips, --lockstep", "a node parent", "ms", Judge::Ratio, 1.25, 0.95,
         race_of({7, 2, 1}, ours, peer, "node")});
  }

  void limits() {
    constexpr double limit_ms = 50;
    const Command timed_out{cpr("execFile -q --json --timeout 50ms sleep 5"), Output::Kept, 124};
    const Command peer{split("timeout 0.05 sleep 5"), Output::Null, 124};
    constexpr Effort effort{100, 15, 2};
    add({"--timeout 50ms expires", "50 ms", "ms", Judge::NotEarly, 0.3, 0.15,
         [=, count = runs(effort)] {
           return in_turns(
               count, effort.warm_ups, [&] { return time_of_signal(run(timed_out), limit_ms); },
               [&] { return limit_ms; });
         }});
    add({"the whole run with --timeout 50ms", "timeout 0.05 sleep 5", "ms", Judge::Ratio,
         std::nullopt, std::nullopt, [=, count = runs(effort)] {
           need("timeout");
           return in_turns(
               count, effort.warm_ups, [&] { return run(timed_out).ms; },
               [&] { return run(peer).ms; });
         }});
  }

  void memory_limit() {
    // The CPU time of one look is some tenths of a millisecond: many looks are needed.
    const auto watched = [this](const std::string& tree, const std::string& limit) {
      return Command{cpr("spawn -q --timeout 3s --kill-after 0" + limit) + split(tree),
                     Output::Null, 124};
    };
    const auto watch = [&](const std::string& name, const std::string& tree) {
      const Command ours = watched(tree, " --max-memory 100G");
      const Command peer = watched(tree, "");
      constexpr double percent_of_3s = 30;
      add({"CPU time, --max-memory watches 100 processes for 3 s" + name, "without it", "ms",
           Judge::Over, percent_of_3s, percent_of_3s / 2, [=, count = runs({7, 2, 1})] {
             return in_turns(
                 count, 0, [&] { return run(ours).cpu_ms; }, [&] { return run(peer).cpu_ms; });
           }});
    };
    watch("", place_.forest + " 99");
    watch(", one of which forks", place_.forest + " 99 20");
    for (const int rate : {100, 500, 2000}) {
      const Command taken{
          cpr("execFile -q --json --max-memory 256M") + place_.hog + std::to_string(rate),
          Output::Kept, 125};
      constexpr double limit = 256;
      add({"memory in MiB at the end of --max-memory, taken at " + std::to_string(rate) + " MiB/s",
           "the limit, 256 MiB", "MiB", Judge::Over, rate * 0.2 + 10, rate * 0.1 + 10,
           [=, count = runs({11, 3, 0})] {
             return in_turns(
                 count, 0, [&] { return number_after(run(taken).text, "\"maxRSS\":") / kib; },
                 [] { return limit; });
           }});
    }
  }

  void sizes() {
    constexpr int many_words = 100'000;
    constexpr int many_variables = 10'000;
    Command ours{cpr("spawn --stdio inherit true")};
    Command peer{{"true"}};
    for (Command* command : {&ours, &peer}) {
      add_words(command->words, many_words);
      command->variables = variables(many_variables);
    }
    add({"100 000 arguments, 10 000 variables", "true itself", "ms", Judge::Ratio, 2.5, 1.5,
         race_of({50, 10, 2}, ours, peer)});
  }

  void instructions() {
    const auto count = [](const std::vector<std::string>& words) {
      const auto start = split("valgrind --tool=callgrind --callgrind-out-file=/dev/null");
      const auto log = run({start + split("--log-fd=1") + words, Output::Kept}).text;
      return number_after(log, "Collected :") / 1000;
    };
    const auto row = [&](const std::string& name, const std::vector<std::string>& ours,
                         const std::string& against, const std::vector<std::string>& peer) {
      add({"instructions of " + name, against, "k", Judge::Ratio, std::nullopt, std::nullopt, [=] {
             need("valgrind");
             if (peer[0] == "timeout") need("timeout");
             return in_turns(
                 1, 0, [&] { return count(ours); }, [&] { return count(peer); });
           }});
    };
    row("cpr execFile true", cpr("execFile --timeout 5s true"), "timeout 5 true",
        split("timeout 5 true"));
    row("cpr execFile true, with pipes", cpr(relayed_words), "the floor, a C program",
        place_.floor + split("true"));
  }

  const Place& place_;
  std::vector<Row> rows_;
};

}  // namespace

std::vector<Row> rows(const Place& place) {
  return Maker(place).make();
}

}  // namespace bench
