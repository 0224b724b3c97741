# One function per kind of target, so that every folder's CMakeLists.txt is a few lines.

find_program(KHOJ_CCACHE ccache)
if(KHOJ_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${KHOJ_CCACHE})
endif()
find_program(KHOJ_MOLD mold)
if(KHOJ_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(khoj_options INTERFACE)
target_include_directories(khoj_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(khoj_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -Werror -fno-omit-frame-pointer)
# g++ 12 reports these two in its own headers under optimisation and inside coroutines.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(khoj_options INTERFACE
    -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread
    -Wno-missing-field-initializers)
else()
  # libstdc++ 12 sorts stably through a function that it calls deprecated itself.
  target_compile_options(khoj_options INTERFACE -Wno-missing-field-initializers -Wno-deprecated-declarations)
endif()
target_compile_definitions(khoj_options INTERFACE KHOJ_VERSION="${PROJECT_VERSION}")
if(KHOJ_SANITIZE)
  target_compile_options(khoj_options INTERFACE -fsanitize=${KHOJ_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(khoj_options INTERFACE -fsanitize=${KHOJ_SANITIZE})
  # Asio has fences, of which g++ says that ThreadSanitizer does not see them; it needs none of them to see our races.
  if(KHOJ_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(khoj_options INTERFACE -Wno-tsan)
  endif()
endif()

# khoj_library(name dep...): every .cpp below this folder becomes khoj::name.
# A dep is another folder of ours (its name) or an imported target.
function(khoj_library name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(sources)
    add_library(khoj_${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(khoj_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(khoj::${name} ALIAS khoj_${name})
  target_link_libraries(khoj_${name} ${scope} khoj_options ${ARGN})
endfunction()

# khoj_test(name dep...): every *_test.cpp below this folder becomes one GoogleTest program.
function(khoj_test name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name}_test ${sources})
  target_link_libraries(${name}_test PRIVATE khoj_options GTest::gtest GTest::gmock GTest::gtest_main ${ARGN})
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  # ThreadSanitizer makes the index's threads ten times as slow.
  if(KHOJ_SANITIZE MATCHES "thread")
    set_tests_properties(${name} PROPERTIES TIMEOUT 2700)
  else()
    set_tests_properties(${name} PROPERTIES TIMEOUT 900)
  endif()
endfunction()
