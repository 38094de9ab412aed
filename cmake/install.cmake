# What a user gets, and where: `cmake --install` (with --prefix or DESTDIR), and the packages.
include(GNUInstallDirs)
find_program(GZIP gzip)
set(CPR_MAINTAINER "The cpr authors <cpr@localhost.localdomain>"
    CACHE STRING "Who answers for the packages: Name <address>")

install(TARGETS cpr RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# Compressed as the distribution wants it: without names and times, so that builds can be compared.
set(cpr_compressed)
function(cpr_install_compressed source name destination)
  if(GZIP)
    set(compressed ${CMAKE_BINARY_DIR}/compressed/${name}.gz)
    add_custom_command(OUTPUT ${compressed}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/compressed
        COMMAND ${GZIP} -9nc ${source} > ${compressed}
        DEPENDS ${source}
        VERBATIM)
    set(cpr_compressed ${cpr_compressed} ${compressed} PARENT_SCOPE)
    install(FILES ${compressed} DESTINATION ${destination})
  else()
    install(FILES ${source} DESTINATION ${destination} RENAME ${name})
  endif()
endfunction()

file(GLOB cpr_pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/man/*.[17])
foreach(page IN LISTS cpr_pages)
  get_filename_component(name ${page} NAME)
  string(REGEX REPLACE ".*\\." "" section ${name})
  cpr_install_compressed(${page} ${name} ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

configure_file(packaging/changelog.Debian.in ${CMAKE_BINARY_DIR}/changelog.Debian @ONLY)
cpr_install_compressed(${PROJECT_SOURCE_DIR}/CHANGELOG.md changelog ${CMAKE_INSTALL_DOCDIR})
cpr_install_compressed(${CMAKE_BINARY_DIR}/changelog.Debian changelog.Debian ${CMAKE_INSTALL_DOCDIR})
add_custom_target(compressed ALL DEPENDS ${cpr_compressed})

install(FILES packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES completions/cpr.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME cpr)
install(FILES completions/cpr.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# The distribution's zsh looks into another folder below /usr than the one that is everybody's.
install(CODE "set(source \"${PROJECT_SOURCE_DIR}\")")
install(CODE [[
  set(folder site-functions)
  if(CMAKE_INSTALL_PREFIX STREQUAL "/usr" AND EXISTS /etc/debian_version)
    set(folder vendor-completions)
  endif()
  file(INSTALL "${source}/completions/_cpr"
       DESTINATION "${CMAKE_INSTALL_PREFIX}/share/zsh/${folder}")
]])

# --- packages ----------------------------------------------------------------------------------
set(CPACK_PACKAGE_NAME cpr)
set(CPACK_PACKAGE_VENDOR "The cpr authors")
set(CPACK_PACKAGE_CONTACT ${CPR_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "run one command, bounded, and say truthfully how it ended")
set(CPACK_PACKAGE_DESCRIPTION "cpr brings the words of Node's child_process to the shell: exec, execFile,
spawn and fork with timeout, maxBuffer, killSignal and stdio. When a limit
strikes, the whole tree of processes is ended, daemons included, before cpr
returns. The end is told in the exit status, in one line, or as JSON.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF)  # the release is linked without symbols
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS OFF)  # one static file
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
if(CPR_STATIC)
  install(FILES packaging/lintian-overrides
          DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME cpr)
endif()
include(CPack)
