// A query's text through the parser: no crash on any bytes, operators take nothing that is not there, and phrases begin
// and end with a term.
#include <cstdlib>
#include <memory>
#include <string_view>

#include "index/filter.hpp"
#include "query/price_intent.hpp"
#include "query/query_operators.hpp"
#include "query/query_parser.hpp"

namespace {

using namespace khoj;

void require(bool condition) {
  if (!condition) std::abort();
}

const query::QueryParser& parser() {
  static const query::QueryParser made =
      query::QueryParser::create(
          std::make_shared<const text::Analyzer>(text::Analyzer::create({}).value()),
          {{"tv", {"television set"}}, {"television set", {"tv", "telly"}}, {"saree", {"साड़ी"}}}, {"online"})
          .value();
  return made;
}

void check(const index::FilterExpression& filter) {
  for (const auto& child : filter.children) check(child);
  if (filter.kind != index::FilterExpression::Kind::phrase) return;
  require(!filter.values.empty() && !filter.values.front().empty() && !filter.values.back().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto operators = query::read_operators(bytes);
  require(operators.text.size() <= bytes.size() + 8);
  require(operators.phrases.size() + operators.excluded.size() <= 8);
  const auto query = parser().parse(bytes);
  require(query.words.size() <= 32);
  check(query.restriction);
  require(!query.restriction.canonical().empty());
  (void)query::find_price_intent(bytes);
  return 0;
}
