// Compares cpr with other tools, and with a minimal program.
//
//   bench_suite BIN_DIR [--quick] [--only SUBSTRING] [--json FILE] [--svg FILE]
//
// BIN_DIR contains cpr, BIN_DIR/tests the programs of the bench. The table is printed on stdout,
// with what is missing on this machine. A missed bound is not a failure: the status is 1 when
// something could not be run, 2 when nothing was run.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "chart.hpp"
#include "report.hpp"
#include "rows.hpp"
#include "scale.hpp"

namespace {

using namespace bench;

struct Settings {
  Place place;
  std::string only;
  std::string json;
  std::string svg;
};

/// Copies a program in one write. A file that a linker has written in small pieces has small pages
/// in the page cache, which makes a start 10 % slower than that of the same file read from a disk.
std::string installed(const std::string& program) {
  namespace fs = std::filesystem;
  std::ifstream source(program, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(source), {});
  const fs::path copy = fs::path(program).parent_path() / "bench" / fs::path(program).filename();
  fs::create_directories(copy.parent_path());
  fs::remove(copy);
  std::ofstream(copy, std::ios::binary).write(bytes.data(), static_cast<long>(bytes.size()));
  fs::permissions(copy, fs::status(program).permissions());
  return copy;
}

Settings parse(int argc, char** argv) {
  Settings settings;
  std::string bin;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = [&] {
      if (i + 1 >= argc) throw std::runtime_error(word + " needs a value");
      return std::string(argv[++i]);
    };
    if (word == "--quick") {
      settings.place.quick = true;
    } else if (word == "--only") {
      settings.only = value();
    } else if (word == "--json") {
      settings.json = value();
    } else if (word == "--svg") {
      settings.svg = value();
    } else if (bin.empty() && word[0] != '-') {
      bin = std::filesystem::absolute(word);
    } else {
      throw std::runtime_error("unknown option " + word);
    }
  }
  if (bin.empty()) {
    throw std::runtime_error(
        "usage: bench_suite BIN_DIR [--quick] [--only SUBSTRING] [--json FILE] [--svg FILE]");
  }
  settings.place.cpr = installed(bin + "/cpr");
  settings.place.floor = installed(bin + "/tests/bench_floor");
  settings.place.flood = bin + "/tests/bench_flood";
  settings.place.forest = bin + "/tests/bench_forest";
  settings.place.hog = bin + "/tests/bench_hog";
  settings.place.escape = bin + "/tests/bench_escape";
  return settings;
}

void write_file(const std::string& path, const std::string& text) {
  if (path.empty()) return;
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path);
}

Report measure_all(const Settings& settings) {
  Report report;
  const auto wanted = [&](const std::string& name) {
    if (name.find(settings.only) == std::string::npos) return false;
    // The table is printed at the end, after minutes.
    std::fprintf(stderr, "bench: %s\n", name.c_str());
    return true;
  };
  for (const auto& row : rows(settings.place)) {
    if (wanted(row.work + ", against " + row.against)) report.entries.push_back(measure(row));
  }
  for (const auto& scale : scales(settings.place)) {
    if (wanted(scale.what)) report.growths.push_back(measure(scale));
  }
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Settings settings = parse(argc, argv);
    for (const char* name :
         {"CPR_TIMEOUT", "CPR_KILL_SIGNAL", "CPR_KILL_AFTER", "CPR_MAX_BUFFER", "CPR_LOG"}) {
      ::unsetenv(name);
    }
    const Report report = measure_all(settings);
    std::fputs(as_text(report).c_str(), stdout);
    write_file(settings.json, as_json(report));
    write_file(settings.svg, as_svg(report));
    return report.failed() ? 1 : 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench: %s\n", error.what());
    return 2;
  }
}
