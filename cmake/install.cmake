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
    install(FILES ${compressed} DESTINATION ${destination} ${ARGN})
  else()
    install(FILES ${source} DESTINATION ${destination} RENAME ${name} ${ARGN})
  endif()
endfunction()

file(GLOB cpr_pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/man/*.[17])
foreach(page IN LISTS cpr_pages)
  get_filename_component(name ${page} NAME)
  string(REGEX REPLACE ".*\\." "" section ${name})
  cpr_install_compressed(${page} ${name} ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

# The component `debian` is only in the .deb.
configure_file(packaging/changelog.Debian.in ${CMAKE_BINARY_DIR}/changelog.Debian @ONLY)
cpr_install_compressed(${PROJECT_SOURCE_DIR}/CHANGELOG.md changelog ${CMAKE_INSTALL_DOCDIR})
cpr_install_compressed(${CMAKE_BINARY_DIR}/changelog.Debian changelog.Debian ${CMAKE_INSTALL_DOCDIR}
    COMPONENT debian EXCLUDE_FROM_ALL)
add_custom_target(compressed ALL DEPENDS ${cpr_compressed})
if(CPR_STATIC)
  install(FILES packaging/lintian-overrides
          DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME cpr
          COMPONENT debian EXCLUDE_FROM_ALL)
endif()

install(FILES packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES man/result.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/cpr)
install(FILES completions/cpr.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME cpr)
install(FILES completions/cpr.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# Debian's zsh reads vendor-completions below /usr, other systems site-functions. The component `zsh` is in
# all packages but the .deb; `cmake --install` asks for no component, and looks at the machine.
install(FILES completions/_cpr DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions
        COMPONENT debian EXCLUDE_FROM_ALL)
install(CODE "set(source \"${PROJECT_SOURCE_DIR}\")" COMPONENT zsh)
install(CODE [[
  set(folder site-functions)
  if(NOT CMAKE_INSTALL_COMPONENT AND CMAKE_INSTALL_PREFIX STREQUAL "/usr" AND EXISTS /etc/debian_version)
    set(folder vendor-completions)
  endif()
  file(INSTALL "${source}/completions/_cpr"
       DESTINATION "${CMAKE_INSTALL_PREFIX}/share/zsh/${folder}")
]] COMPONENT zsh)
