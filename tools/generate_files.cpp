// Generates manual pages, completions and the options of the npm package from the option table.
//
//   generate_files SOURCE_DIR            writes the files that have changed
//   generate_files SOURCE_DIR --check    writes nothing; exits with 1 if a file would change
//
// Sources are man/*.in, man/parts/ and completions/*.in; the results are next to them, without .in.
// packaging/npm/main/options.json has no source but the table.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "generate_completions.hpp"
#include "generate_manual.hpp"
#include "generate_npm.hpp"

namespace {

namespace fs = std::filesystem;
using cpr::cli::Texts;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".in") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

fs::path without_in(fs::path path) {
  return path.replace_extension();
}

class Writer {
 public:
  explicit Writer(bool check) : check_(check) {}

  void write(const fs::path& target, const std::string& text) {
    if (fs::exists(target) && read(target) == text) return;
    ++changed_;
    std::printf("%s %s\n", target.c_str(), check_ ? "is not up to date" : "written");
    if (check_) return;
    std::ofstream out(target, std::ios::binary);
    out << text << std::flush;
    if (!out) throw std::runtime_error("cannot write " + target.string());
  }

  [[nodiscard]] int changed() const { return changed_; }

 private:
  bool check_;
  int changed_ = 0;
};

int generate(const fs::path& root, bool check) {
  Texts parts;
  for (const auto& file : files_in(root / "man/parts")) {
    if (file.stem() != "options") parts[file.stem()] = read(file);
  }
  const Texts details = cpr::cli::parse_blocks(read(root / "man/parts/options.in"));
  Writer writer(check);
  for (const auto& file : files_in(root / "man")) {
    writer.write(without_in(file), cpr::cli::fill_manual(read(file), parts, details));
  }
  for (const auto& file : files_in(root / "completions")) {
    writer.write(without_in(file), cpr::cli::fill_completion(read(file)));
  }
  writer.write(root / "packaging/npm/main/options.json", cpr::cli::npm_options());
  if (check && writer.changed() > 0) std::printf("build the target `generate` and commit\n");
  return check && writer.changed() > 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  try {
    return generate(argv[1], argc > 2 && std::string(argv[2]) == "--check");
  } catch (const std::exception& error) {
    std::printf("%s\n", error.what());
    return 2;
  }
}
