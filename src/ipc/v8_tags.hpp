// The tags of V8's format: the byte in front of each value.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cpr::v8 {

inline constexpr char version = '\xFF';
inline constexpr std::size_t header_size = 2;  ///< version tag and version number
// Every Node from 16 on reads it, and later versions encode these values in the same way.
inline constexpr std::uint32_t written_version = 13;
// Newer versions only add tags; an unknown tag is a problem where it occurs.
inline constexpr std::uint32_t oldest_version = 13;

inline constexpr char padding = '\0';
inline constexpr char verify_object_count = '?';
inline constexpr char hole = '-';
inline constexpr char undefined = '_';
inline constexpr char null = '0';
inline constexpr char true_value = 'T';
inline constexpr char false_value = 'F';
inline constexpr char int32 = 'I';
inline constexpr char uint32 = 'U';
inline constexpr char number = 'N';
inline constexpr char bigint = 'Z';
inline constexpr char utf8_string = 'S';
inline constexpr char one_byte_string = '"';
inline constexpr char two_byte_string = 'c';
inline constexpr char object_reference = '^';
inline constexpr char begin_object = 'o';
inline constexpr char end_object = '{';
inline constexpr char begin_sparse_array = 'a';
inline constexpr char end_sparse_array = '@';
inline constexpr char begin_dense_array = 'A';
inline constexpr char end_dense_array = '$';
inline constexpr char date = 'D';
inline constexpr char true_object = 'y';
inline constexpr char false_object = 'x';
inline constexpr char number_object = 'n';
inline constexpr char bigint_object = 'z';
inline constexpr char string_object = 's';
inline constexpr char regexp = 'R';
inline constexpr char begin_map = ';';
inline constexpr char end_map = ':';
inline constexpr char begin_set = '\'';
inline constexpr char end_set = ',';
inline constexpr char array_buffer = 'B';
inline constexpr char error = 'r';
inline constexpr char host_object = '\\';

}  // namespace cpr::v8
