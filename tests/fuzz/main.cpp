// Runs the fuzz target on random changes of valid frames, with a fixed seed.
//
//   fuzz_ipc_short [INPUTS [SEED]]
#include <dirent.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "ipc/frame.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

const std::string jsons[] = {
    R"({"cmd":"NODE_HANDLE","type":"net.Socket","msg":{"a":[1,2.5,-7,"x"]},"key":"4:127.0.0.1:0"})",
    R"({"a":{"b":[null,true,false,1e21,"\u00e4\ud83d\ude00\ud800"]},"cmd":"NODE_","c":"€"})",
    R"([[[[]],{}],{"x":{"y":{"z":[1,[2,[3]]]}}},"",0])",
    R"("text that is long enough to be cut in several places")",
};

/// A map, a set, dates, BigInts, references, a typed array, an Error, holes, in V8's format.
const unsigned char values[] =
    "\xff\x0f"
    "A\x0b"
    ";\"\x01"
    "k'I\x02,\x01:\x02"
    "D\0\0\0\0\0\0\x14@"
    "Z\x10{\0\0\0\0\0\0\0"
    "^\0"
    "\\\0\x0a\x02hi"
    "r\"Rm\"\x03"
    "bads\"\x01s."
    "a\x03I\0I\x02@\x01\x03"
    "R\"\x01x\x03"
    "n\0\0\0\0\0\0\xf0?"
    "s\"\x01s"
    "c\x02\xac\x20"
    "$\0\x0b";

std::size_t open_descriptors() {
  std::size_t count = 0;
  DIR* directory = ::opendir("/proc/self/fd");
  while (directory != nullptr && ::readdir(directory) != nullptr) ++count;
  if (directory != nullptr) ::closedir(directory);
  return count;
}

std::string mutated(std::string bytes, std::mt19937& random) {
  const auto any = [&](std::size_t below) { return random() % below; };
  for (auto changes = any(6); changes > 0 && !bytes.empty(); --changes) {
    const std::size_t at = any(bytes.size());
    switch (any(5)) {
      case 0: bytes[at] = static_cast<char>(any(256)); break;
      case 1: bytes.insert(at, 1, static_cast<char>(any(256))); break;
      case 2: bytes.erase(at, 1 + any(8)); break;
      case 3: bytes.insert(at, bytes.substr(any(bytes.size()), any(40))); break;
      default: bytes[at] = static_cast<char>(bytes[at] ^ (1 << any(8))); break;
    }
  }
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  const long inputs = argc > 1 ? std::atol(argv[1]) : 20'000;
  std::mt19937 random(argc > 2 ? static_cast<std::uint32_t>(std::atol(argv[2])) : 1);
  const std::string value(reinterpret_cast<const char*>(values), sizeof values - 1);
  const std::size_t before = open_descriptors();
  for (long i = 0; i < inputs; ++i) {
    std::string bytes;
    for (auto frames = 1 + random() % 3; frames > 0; --frames) {
      const std::string& json = jsons[random() % 4];
      switch (random() % 3) {
        case 0: bytes += cpr::make_frame(cpr::Serialization::Json, json); break;
        case 1: bytes += cpr::make_frame(cpr::Serialization::Advanced, json); break;
        default:
          bytes += random() % 2 == 0
                       ? value
                       : std::string("\0\0\0", 3) + static_cast<char>(value.size()) + value;
      }
    }
    bytes = mutated(std::move(bytes), random);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
  if (open_descriptors() != before) return 1;
  std::printf("%ld inputs\n", inputs);
}
