#include "table.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <stdexcept>

namespace battery {
namespace {

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// The sum of a term such as "100+200".
int sum(const std::string& text) {
  std::istringstream in(text);
  int sum = 0;
  for (std::string term; std::getline(in, term, '+');) sum += std::stoi(term);
  return sum;
}

std::vector<int> numbers(const std::string& text) {
  std::vector<int> numbers;
  for (const auto& word : words(text)) numbers.push_back(std::stoi(word));
  return numbers;
}

using Fields = std::map<std::string, std::string>;

Case make_case(const Fields& fields) {
  Case made;
  const std::map<std::string, std::function<void(const std::string&)>> setters{
      {"case", [&](const auto& text) { made.name = text; }},
      {"hazards", [&](const auto& text) { made.hazards = text; }},
      {"needs", [&](const auto& text) { made.needs = words(text); }},
      {"before", [&](const auto& text) { made.before = text; }},
      {"run", [&](const auto& text) { made.run = text; }},
      {"check", [&](const auto& text) { made.check = text; }},
      {"status", [&](const auto& text) { made.statuses = numbers(text); }},
      {"bound", [&](const auto& text) { made.bound_ms = sum(text); }},
      {"leaves", [&](const auto& text) { made.leaves = std::stoi(text); }},
      {"killed", [&](const auto& /*text*/) { made.killed = true; }},
  };
  for (const auto& [key, text] : fields) {
    const auto setter = setters.find(key);
    if (setter == setters.end()) throw std::runtime_error("unknown key: " + key);
    setter->second(text);
  }
  for (const char* key : {"hazards", "run", "bound"}) {
    if (fields.count(key) == 0) throw std::runtime_error(made.name + " has no " + key);
  }
  return made;
}

void add(Table& table, const Fields& fields) {
  if (fields.empty()) return;
  if (const auto need = fields.find("need"); need != fields.end()) {
    table.needs[need->second] = fields.at("test");
  } else {
    table.cases.push_back(make_case(fields));
  }
}

/// Checks that names are unique and needs exist.
void check(const Table& table) {
  std::map<std::string, int> seen;
  for (const auto& one : table.cases) {
    if (++seen[one.name] > 1) throw std::runtime_error("duplicate case " + one.name);
    for (const auto& need : one.needs) {
      if (table.needs.count(need) == 0) throw std::runtime_error("unknown need: " + need);
    }
  }
}

void read_file(const std::string& path, Table& table) {
  std::ifstream file(path);
  Fields fields;
  std::string key;
  int number = 0;
  try {
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (line.empty()) {
        add(table, fields);
        fields.clear();
      } else if (line[0] == ' ') {
        fields[key] += "\n" + line;
      } else if (line[0] != '#') {
        const auto colon = line.find(':');
        if (colon == line.npos) throw std::runtime_error("line without a colon");
        key = line.substr(0, colon);
        const auto begin = line.find_first_not_of(' ', colon + 1);
        fields[key] = begin == line.npos ? "" : line.substr(begin);
      }
    }
    add(table, fields);
  } catch (const std::exception& error) {
    throw std::runtime_error(path + ", before line " + std::to_string(number + 1) + ": " +
                             error.what());
  }
}

}  // namespace

Table read_table(const std::string& directory) {
  std::set<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    paths.insert(entry.path());
  }
  Table table;
  for (const auto& path : paths) read_file(path, table);
  check(table);
  return table;
}

}  // namespace battery
