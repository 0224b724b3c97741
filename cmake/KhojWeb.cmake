# khoj::web_assets: the pages that the program carries (web/), built with Node when their sources change and linked in
# as one object. -DKHOJ_WEB=OFF builds without Node: the same interface with an empty table.
option(KHOJ_WEB "Build the web pages into the program (needs Node 18 and npm)" ON)

set(KHOJ_WEB_SOURCE_DIR ${PROJECT_SOURCE_DIR}/web)
set(KHOJ_WEB_BINARY_DIR ${PROJECT_BINARY_DIR}/web)

if(KHOJ_WEB)
  find_program(KHOJ_NODE node)
  find_program(KHOJ_NPM npm)
  find_program(KHOJ_FLOCK flock)
  if(NOT KHOJ_NODE OR NOT KHOJ_NPM OR NOT KHOJ_FLOCK)
    message(FATAL_ERROR "The web pages need node, npm and flock: run scripts/setup, or configure with -DKHOJ_WEB=OFF")
  endif()
  file(GLOB_RECURSE khoj_web_sources CONFIGURE_DEPENDS ${KHOJ_WEB_SOURCE_DIR}/src/* ${KHOJ_WEB_SOURCE_DIR}/public/*)
  # Two build folders share web/node_modules, so only one of them may install at a time.
  add_custom_command(
    OUTPUT ${KHOJ_WEB_BINARY_DIR}/assets.cpp ${KHOJ_WEB_BINARY_DIR}/assets.bin
    COMMAND ${KHOJ_FLOCK} ${KHOJ_WEB_SOURCE_DIR}/package.json
      ${KHOJ_NODE} ${KHOJ_WEB_SOURCE_DIR}/embed/build.mjs ${KHOJ_WEB_BINARY_DIR}
    DEPENDS ${khoj_web_sources} ${KHOJ_WEB_SOURCE_DIR}/embed/build.mjs
      ${KHOJ_WEB_SOURCE_DIR}/index.html ${KHOJ_WEB_SOURCE_DIR}/vite.config.ts ${KHOJ_WEB_SOURCE_DIR}/tsconfig.json
      ${KHOJ_WEB_SOURCE_DIR}/package.json ${KHOJ_WEB_SOURCE_DIR}/package-lock.json ${KHOJ_WEB_SOURCE_DIR}/.npmrc
    COMMENT "Building the web pages"
    VERBATIM)
  add_library(khoj_web_assets STATIC ${KHOJ_WEB_BINARY_DIR}/assets.cpp)
  set_source_files_properties(${KHOJ_WEB_BINARY_DIR}/assets.cpp PROPERTIES
    OBJECT_DEPENDS ${KHOJ_WEB_BINARY_DIR}/assets.bin)
else()
  add_library(khoj_web_assets STATIC ${KHOJ_WEB_SOURCE_DIR}/embed/no_assets.cpp)
endif()
target_link_libraries(khoj_web_assets PUBLIC khoj_options)
target_include_directories(khoj_web_assets PUBLIC ${KHOJ_WEB_SOURCE_DIR}/embed)
add_library(khoj::web_assets ALIAS khoj_web_assets)
