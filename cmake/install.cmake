# What is installed where, by `cmake --install` (with --prefix or DESTDIR) and by the packages.
include(GNUInstallDirs)
find_program(GZIP gzip)
set(CPR_MAINTAINER "The cpr authors <cpr@localhost.localdomain>"
    CACHE STRING "Maintainer of the packages: Name <address>")

install(TARGETS cpr RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# gzip -n, as Debian's policy demands: no names and times, so that builds are reproducible.
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
install(FILES man/result.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/cpr)
install(FILES completions/cpr.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME cpr)
install(FILES completions/cpr.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# Debian's zsh reads vendor-completions below /usr, other systems site-functions.
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
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "run a command with limits and report exactly how it ended")
set(CPACK_PACKAGE_DESCRIPTION "cpr runs a command with limits on time and output. When a limit is
reached it kills the whole process tree, daemons included, and verifies that
it is gone. The exit status, one line on standard error, or a JSON object
report how the command ended. The subcommands and options are those of Node's
child_process: exec, execFile, spawn, fork, timeout, maxBuffer, killSignal.")
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
