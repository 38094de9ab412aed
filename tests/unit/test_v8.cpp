// The format compared with bytes that Node has written, and with itself; the end-to-end tests have
// Node at the other end.
#include <doctest/doctest.h>

#include <random>
#include <stdexcept>

#include "ipc/v8_writer.hpp"
#include "json_from_v8.hpp"
#include "text/hex.hpp"
#include "text/json_compact.hpp"

using namespace cpr;

namespace {

std::string bytes_of(std::string_view hexadecimal) {
  std::string bytes;
  for (std::size_t i = 0; i < hexadecimal.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hexadecimal.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

/// The JSON, or the offset and the problem.
std::string read(std::string_view bytes, std::size_t most = 1 << 20) {
  const auto result = json_from_v8(bytes, most);
  if (const auto* json = std::get_if<std::string>(&result)) return *json;
  const auto& problem = std::get<V8Problem>(result);
  return "@" + std::to_string(problem.offset) + " " + problem.what;
}

/// A value after a header.
std::string value(std::string_view bytes, std::size_t most = 1 << 20) {
  return read("\xff\x0f" + std::string(bytes), most);
}

}  // namespace

TEST_CASE("v8: values written by Node") {
  // Expression in Node, bytes on the channel, JSON.
  const struct {
    std::string_view bytes;
    std::string_view json;
  } cases[] = {
      // null
      {"ff0f30", R"(null)"},
      // true
      {"ff0f54", R"(true)"},
      // [false,0,-1,1073741823,1073741824,-1073741825,4294967296,1.5,-0,NaN,Infinity]
      {"ff0f410b464900490149feffffff074980808080084981808080084e000000000000f0414e000000000000f83f4"
       "e00000000000000804e000000000000f87f4e000000000000f07f24000b",
       R"([false,0,-1,1073741823,1073741824,-1073741825,4294967296,1.5,0,null,null])"},
      // 'latin \u00e4'
      {"ff0f22076c6174696e20e4", R"("latin ä")"},
      // 'two \u20ac'
      {"ff0f630a740077006f002000ac20", R"("two €")"},
      // ['\ud83d\ude00','\ud800']
      {"ff0f410263043dd800de630200d8240002", R"(["😀","\ud800"])"},
      // {a:1,b:{c:[]},'3':'x'}
      {"ff0f6f490622017822016149022201626f22016341002400007b017b03",
       R"({"3":"x","a":1,"b":{"c":[]}})"},
      // [undefined,{u:undefined}]
      {"ff0f41025f6f2201755f7b01240002", R"([null,{"u":null}])"},
      // [1,,3]
      {"ff0f61034900490249044906400203", R"([1,null,3])"},
      // (()=>{const a=[];a[5]=1;a[2]='x';return a})()
      {"ff0f61064904220178490a4902400206", R"([null,null,"x",null,null,1])"},
      // Object.assign([1,2],{name:'n',o:{p:1}})
      {"ff0f41024902490422046e616d6522016e22016f6f22017049027b01240202", R"([1,2])"},
      // new Date(0)
      {"ff0f440000000000000000", R"("1970-01-01T00:00:00.000Z")"},
      // new Date(NaN)
      {"ff0f44000000000000f87f", R"(null)"},
      // new Map([['k',{v:1}],[2,new Set([3])]])
      {"ff0f3b22016b6f22017649027b0149042749062c013a04", R"([["k",{"v":1}],[2,[3]]])"},
      // new Set(['a'])
      {"ff0f272201612c01", R"(["a"])"},
      // [123n,-(2n**70n),0n]
      {"ff0f41035a107b000000000000005a21000000000000000040000000000000005a00240003",
       R"(["123","-1180591620717411303424","0"])"},
      // Buffer.from('hi')
      {"ff0f5c000a026869", R"({"type":"Buffer","data":[104,105]})"},
      // new Uint8Array([1,2])
      {"ff0f5c0001020102", R"({"0":1,"1":2})"},
      // new Float64Array([1.5])
      {"ff0f5c000808000000000000f83f", R"({"0":1.5})"},
      // [new Float32Array([0.1])]
      {"ff0f41015c000704cdcccc3d240001", R"([{"0":0.10000000149011612}])"},
      // new BigInt64Array([-5n])
      {"ff0f5c000b08fbffffffffffffff", R"({"0":"-5"})"},
      // new BigUint64Array([5n])
      {"ff0f5c000c080500000000000000", R"({"0":"5"})"},
      // new Int16Array([-2])
      {"ff0f5c000302feff", R"({"0":-2})"},
      // new DataView(new ArrayBuffer(2))
      {"ff0f5c0009020000", R"({})"},
      // new Uint8ClampedArray([9])
      {"ff0f5c00020109", R"({"0":9})"},
      // [new ArrayBuffer(2),1]
      {"ff0f4102420200004902240002", R"([{},1])"},
      // /x+/gi
      {"ff0f522202782b03", R"({})"},
      // new TypeError('bad',{cause:{a:1}})
      {"ff0f72546d2203626164636f22016149027b01732201732e", R"({})"},
      // [new Boolean(true),new Boolean(false),new Number(5),new String('s'),Object(7n)]
      {"ff0f410579786e0000000000001440732201737a100700000000000000240005",
       R"([true,false,5,"s","7"])"},
      // (()=>{const o={};o.self=o;return o})()
      {"ff0f6f220473656c665e007b01", R"({"self":"[Circular]"})"},
      // (()=>{const o={x:1};return [o,o,[o]]})()
      {"ff0f41036f22017849027b015e0141015e01240001240003", R"([{"x":1},{"x":1},[{"x":1}]])"},
      // (()=>{const m=new Map();m.set('m',m);return m})()
      {"ff0f3b22016d5e003a02", R"([["m","[Circular]"]])"},
      // 'abc'.match(/b/)
      {"ff0f610149002201622205696e64657849022205696e7075742203616263220667726f7570735f400401",
       R"(["b"])"},
      // Object.assign(new Array(3),{2:1})
      {"ff0f610349044902400103", R"([null,null,1])"},
      // (()=>{const d=new Date(5);return {d,e:d,b:Buffer.from('z')}})()
      {"ff0f6f2201644400000000000014402201655e012201625c000a017a7b03",
       R"({"d":"1970-01-01T00:00:00.005Z","e":"1970-01-01T00:00:00.005Z","b":{"type":"Buffer","data":[122]}})"},
      // (()=>{const b=Buffer.from('q');return [b,b]})()
      {"ff0f41025c000a01715e01240002",
       R"([{"type":"Buffer","data":[113]},{"type":"Buffer","data":[113]}])"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.json);
    CHECK(read(bytes_of(one.bytes)) == one.json);
  }
}

TEST_CASE("v8: numbers of 16 bits") {
  const auto half = [](std::string_view bytes) {
    return value(std::string("\\\x00\x0d\x02", 4) + std::string(bytes));
  };
  CHECK(half(std::string_view("\x00\x00", 2)) == R"({"0":0})");
  CHECK(half(std::string_view("\x00\x3c", 2)) == R"({"0":1})");
  CHECK(half(std::string_view("\x00\xc0", 2)) == R"({"0":-2})");
  CHECK(half("\x55\x35") == R"({"0":0.333251953125})");
  CHECK(half("\xff\x7b") == R"({"0":65504})");
  CHECK(half(std::string_view("\x01\x00", 2)) == R"({"0":5.960464477539063e-8})");  // subnormal
  CHECK(half("\xff\x03") == R"({"0":0.00006097555160522461})");
  CHECK(half(std::string_view("\x00\x7c", 2)) == R"({"0":null})");
  CHECK(half("\x01\x7e") == R"({"0":null})");
}

TEST_CASE("v8: the writer's bytes are those of Node 16, the oldest supported version") {
  const struct {
    std::string_view json;
    std::string_view bytes;
  } cases[] = {
      {R"(null)", "ff0d30"},
      {R"(true)", "ff0d54"},
      {R"("latin ä")", "ff0d22076c6174696e20e4"},
      {R"("two €")", "ff0d630a740077006f002000ac20"},
      {R"(["😀","\ud800"])", "ff0d410263043dd800de630200d8240002"},
      {R"(1)", "ff0d4902"},
      {R"([false,0,-1,1073741823,1073741824,-1073741825,4294967296,1.5,-0])",
       "ff0d4109464900490149feffffff074980808080084981808080084e000000000000f0414e000000000000f83f4"
       "e000000000000008024"
       "0009"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.json);
    std::string hexadecimal;
    append_hex(hexadecimal, v8_from_json(one.json));
    CHECK(hexadecimal == one.bytes);
  }
}

TEST_CASE("v8: JSON survives a round trip") {
  for (const char* json : {"null",
                           "true",
                           "false",
                           "0",
                           "-1",
                           "1073741823",
                           "1073741824",
                           "-1073741824",
                           "1.5",
                           "1e+21",
                           R"("")",
                           R"("a")",
                           "\"\xc3\xa4\"",
                           "\"a\xe2\x82\xac\"",
                           R"("\ud800")",
                           "[]",
                           "{}",
                           R"([1,[2,[]],{"a":{}}])",
                           R"({"a":[null,"x"],"b":{"c":-5}})",
                           R"({"1":2,"__proto__":3})"}) {
    CAPTURE(json);
    CHECK(read(v8_from_json(json)) == json);
  }
  CHECK(read(v8_from_json(R"({"a":[[1],{"b":2}],"b":0,"a":3,"c":{"b":[4],"\u0062":[5,[6]]}})")) ==
        R"({"b":0,"a":3,"c":{"b":[5,[6]]}})");
  CHECK(read(v8_from_json("1e999")) == "null");  // infinity, as in JSON.parse
  CHECK(read(v8_from_json("1e-999")) == "0");
  std::string deep = std::string(1000, '[') + std::string(1000, ']');
  CHECK(read(v8_from_json(deep)) == deep);
}

TEST_CASE("v8: invalid bytes are refused with their offset") {
  CHECK(read("") == "@0 the header is missing");
  CHECK(read("\xff") == "@1 unexpected end");
  CHECK(read("\xff\x10T") == "true");  // Deno's
  CHECK(read("\xff\x7fT") == "true");  // a later version whose tags are known
  CHECK(read("\xff\x0c\x54") == "@2 format version 12 is not known");
  CHECK(read("\xff\x0dT") == "true");
  CHECK(value("") == "@2 unexpected end");
  CHECK(value("q") == "@3 unknown tag 113");
  CHECK(value("\"\x05"
              "ab") == "@4 unexpected end");
  CHECK(value("c\x03"
              "abc") == "@7 a string ends within a character");
  CHECK(value("A\x02I\x02I\x04$") == "@9 unexpected end");
  CHECK(value(std::string_view("A\x02I\x02I\x04$\x00\x03", 9)) ==
        "@11 a count does not fit what was read");
  CHECK(value("o\"\x01"
              "aI\x02{\x02") == "@10 a count does not fit what was read");
  CHECK(value("oT") == "@4 a string is missing");
  CHECK(value("^\x05") == "@4 it refers to an object that does not exist");
  CHECK(value(std::string_view("\\\x00\x0e\x00", 4)) == "@6 unknown kind of typed array");
  CHECK(value(std::string_view("\\\x00\x03\x01\x00", 5)) ==
        "@7 a typed array ends within an element");
  CHECK(value("\\\x02") == "@4 unknown host object");
  CHECK(value("Z\x83\x40") == "@5 a BigInt of more than 4096 bytes");
  CHECK(value("r?") == "@4 unknown part of an Error");
  CHECK(value("\"\xff\xff\xff\xff\xff\x01") == "@8 unexpected end");
}

TEST_CASE("v8: depth and length are limited") {
  std::string deep = "\xff\x0f";
  for (int i = 0; i < 20'000; ++i) deep += "A\x01";
  CHECK(read(deep) == "@2004 it is nested deeper than 1,000 levels");
  // A Map is shown as two levels.
  std::string maps = "\xff\x0f";
  for (int i = 0; i < 501; ++i) maps += ";T";
  CHECK(read(maps).find("deeper than 1,000 levels") != std::string::npos);
  // A reference to ten levels below 995 others.
  std::string again =
      "\xff\x0f"
      "A\x02";
  for (int i = 0; i < 10; ++i) again += "A\x01";
  again += '0';
  for (int i = 0; i < 10; ++i) again += std::string("$\0\1", 3);
  for (int i = 0; i < 995; ++i) again += "A\x01";
  CHECK(read(again + "^\x01").find("deeper than 1,000 levels") != std::string::npos);
  CHECK(read(again + "^\x07").find("unexpected end") != std::string::npos);
  // 4 GiB of holes in seven bytes.
  CHECK(value("a\xff\xff\xff\xff\x0f@").find("@") == 0);
  CHECK(value(std::string_view("a\xff\xff\xff\xff\x0f@\x00\xff\xff\xff\xff\x0f", 13))
            .find("would be too long") != std::string::npos);
  // Each array is twice the one before it.
  const std::string two_long("$\0\2", 3);
  std::string laughs =
      "\xff\x0f"
      "A\x28"
      "A\x01\"\x03ha!$";
  laughs += std::string("\0\1", 2);
  for (char i = 1; i < 40; ++i) laughs += std::string("A\x02^") + i + "^" + i + two_long;
  CHECK(read(laughs, 100'000).front() == '@');
  CHECK(value("\"\x05"
              "abcde",
              3) == R"("abcde")");  // a complete value is shown
  CHECK(value("A\x01\"\x05"
              "abcde",
              3)
            .front() != '"');
}

TEST_CASE("v8: any bytes give valid JSON or a problem") {
  const std::string seeds[] = {
      v8_from_json(R"({"a":[1,2.5,"x"],"b":{"c":null},"d":"\u20ac"})"),
      bytes_of("ff0f6f220161413149025e00240001220162443c00000000000000220163"
               "5c000a026869220164"
               "3b490249043a022201655a027b7b05"),
      bytes_of("ff0f61e80749024904402201"),
  };
  std::mt19937 random(7);
  int shown = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string bytes = seeds[random() % 3];
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
    }
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    const auto result = json_from_v8(bytes, 100'000);
    const auto* json = std::get_if<std::string>(&result);
    if (json == nullptr) continue;
    ++shown;
    std::string compact;
    CHECK_FALSE(compact_json(*json, compact));
    CHECK(compact == *json);
  }
  CHECK(shown > 100);
}
