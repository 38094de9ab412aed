# What is in the zip for Windows, in one folder: the program, its manual as text, completions, the licences.
install(TARGETS cpr RUNTIME DESTINATION .)
install(FILES LICENSE DESTINATION . RENAME LICENSE.txt)
install(FILES man/result.schema.json DESTINATION .)
install(FILES completions/cpr.ps1 DESTINATION completions)

# Parts of these libraries are in the program: their copyright and licences, as Debian states them.
file(GLOB cpr_libuv_copyright ${PROJECT_SOURCE_DIR}/build/windows-libuv/libuv1-*/debian/copyright)
install(FILES ${cpr_libuv_copyright} DESTINATION licenses RENAME libuv.txt)
foreach(library IN ITEMS libfmt-dev=fmt libspdlog-dev=spdlog libcli11-dev=CLI11 mingw-w64-common=mingw-w64
                         gcc-mingw-w64-base=gcc)
  string(REPLACE "=" ";" library ${library})
  list(GET library 0 package)
  list(GET library 1 name)
  install(FILES /usr/share/doc/${package}/copyright DESTINATION licenses RENAME ${name}.txt)
endforeach()

find_program(GROFF groff REQUIRED)
file(GLOB cpr_pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/man/*.[17])
list(REMOVE_ITEM cpr_pages ${PROJECT_SOURCE_DIR}/man/cpr-execFile.1)
set(cpr_texts)
foreach(page IN LISTS cpr_pages)
  get_filename_component(name ${page} NAME_WLE)
  set(text ${CMAKE_BINARY_DIR}/manual/${name}.txt)
  add_custom_command(OUTPUT ${text}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/manual
      COMMAND ${PROJECT_SOURCE_DIR}/packaging/windows/text.sh ${page} ${text}
      DEPENDS ${page} ${PROJECT_SOURCE_DIR}/packaging/windows/text.sh
      VERBATIM)
  list(APPEND cpr_texts ${text})
  install(FILES ${text} DESTINATION manual)
endforeach()
add_custom_target(manual ALL DEPENDS ${cpr_texts})
