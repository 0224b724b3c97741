#include "jobs/catalog_rows.hpp"

#include "base/utf8.hpp"
#include "io/encoding.hpp"
#include "jobs/delimited_rows.hpp"
#include "jobs/json_rows.hpp"

namespace khoj::jobs {

base::Result<std::unique_ptr<CatalogRows>> CatalogRows::open(const CatalogMapping& mapping,
                                                             io::ByteSource& text,
                                                             std::size_t max_record_bytes) {
  if (mapping.format == CatalogFormat::csv) return open_delimited_rows(mapping, text, max_record_bytes);
  return open_json_rows(mapping, text, max_record_bytes);
}

RowOutcome CatalogRows::accept(std::uint64_t line, std::string_view raw,
                               base::Result<domain::Product> product) {
  if (!product)
    return reject(line, raw, std::move(product.error().context), std::move(product.error().message));
  product_ = std::move(*product);
  row_.line = line;
  row_.column.clear();
  row_.reason.clear();
  row_.raw = raw.substr(0, kMaxRawBytes);
  return RowOutcome::product;
}

RowOutcome CatalogRows::reject(std::uint64_t line, std::string_view raw, std::string column,
                               std::string reason) {
  row_ = {line, std::move(column), std::move(reason), std::string(raw.substr(0, kMaxRawBytes))};
  return RowOutcome::rejected;
}

}  // namespace khoj::jobs
