#include "api/native/product_batch.hpp"

#include <boost/json/parse.hpp>

#include "api/http/url.hpp"
#include "api/http/yield.hpp"
#include "api/json/slices.hpp"
#include "store/product_json.hpp"

namespace khoj::api::native {
namespace {

/// Products read in a row before other requests of the same event loop get their turn: about 2 ms of work.
constexpr std::size_t kReadInARow = 256;
/// Bounds the answer, which has an entry for each, however short they are.
constexpr std::size_t kMaxBatchItems = 50'000;

constexpr std::string_view kCreated = "created";
constexpr std::string_view kUpdated = "updated";
constexpr std::string_view kRejected = "rejected";

bool is_ndjson(std::string_view content_type) {
  const auto type = trim_blanks(content_type.substr(0, content_type.find(';')));
  return equals_ignoring_case(type, kNdjson) || equals_ignoring_case(type, "application/jsonl");
}

/// The id of something that is no valid product, if it can be made out: so that its owner finds it again.
std::optional<std::string> readable_id(std::string_view json) {
  boost::system::error_code error;
  const auto document = boost::json::parse({json.data(), json.size()}, error);
  if (error || !document.is_object()) return std::nullopt;
  const auto* id = document.as_object().if_contains("id");
  if (id == nullptr || !id->is_string() || id->as_string().size() > domain::kMaxProductIdBytes)
    return std::nullopt;
  return std::string(id->as_string().c_str(), id->as_string().size());
}

}  // namespace

base::Task<base::Result<BatchAnswer>> write_products(store::CatalogStore& catalog,
                                                     std::string_view content_type, std::string_view body) {
  const auto trimmed = trim_json_blanks(body);
  std::vector<std::string_view> slices;
  const bool lines = is_ndjson(content_type);
  const bool single = !lines && !trimmed.starts_with('[');
  if (trimmed.empty())
    co_return base::fail(base::ErrorCode::invalid_argument, "the body is empty; expected products");
  if (lines) {
    slices = line_slices(trimmed);
  } else if (single) {
    slices = {trimmed};
  } else {
    KHOJ_CO_ASSIGN(slices, array_slices(trimmed));
  }

  if (slices.size() > kMaxBatchItems)
    co_return base::fail(base::ErrorCode::invalid_argument,
                         "the body has {} products; at most {} are taken at once", slices.size(),
                         kMaxBatchItems);

  BatchAnswer answer;
  answer.items.reserve(slices.size());
  std::vector<domain::Product> products;
  std::vector<std::size_t> places;  // Of each product among the items.
  for (std::size_t i = 0; i < slices.size(); ++i) {
    if (i % kReadInARow == kReadInARow - 1) co_await Yield{};
    auto product = store::product_from_json(slices[i]);
    if (product) {
      places.push_back(i);
      answer.items.push_back({product->id, {}, std::nullopt});
      products.push_back(std::move(*product));
      continue;
    }
    if (single) co_return base::fail(std::move(product.error()));
    ++answer.rejected;
    answer.items.push_back(
        {readable_id(slices[i]), std::string(kRejected),
         ItemError{std::move(product.error().context), std::move(product.error().message)}});
  }
  if (products.empty()) co_return answer;
  const domain::Tenant tenant;
  KHOJ_CO_ASSIGN(const auto outcomes, co_await catalog.upsert(tenant, std::move(products)));
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    answer.items[places[i]].status = outcomes[i].created ? kCreated : kUpdated;
    ++(outcomes[i].created ? answer.created : answer.updated);
  }
  co_return answer;
}

}  // namespace khoj::api::native
