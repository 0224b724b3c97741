#include "jobs/catalog_export.hpp"

#include <string>
#include <string_view>

#include <unistd.h>

#include "io/atomic_file.hpp"
#include "io/file_descriptor.hpp"
#include "store/product_json.hpp"

namespace khoj::jobs {
namespace {

constexpr std::uint32_t kPageProducts = 1'000;

using Write = std::function<base::Status(std::string_view)>;

base::Result<ExportSummary> write_pages(const domain::Tenant& tenant, store::CatalogStore& store,
                                        const Write& write,
                                        const std::function<void(const ExportProgress&)>& progress) {
  KHOJ_ASSIGN(const std::uint64_t total, base::sync_wait(store.count(tenant)));
  ExportSummary summary;
  std::string lines;
  std::optional<std::string> cursor = "";
  while (cursor) {
    KHOJ_ASSIGN(store::ProductPage page, base::sync_wait(store.list(tenant, kPageProducts, *cursor)));
    lines.clear();
    for (const auto& stored : page.products) {
      store::append_product_json(lines, stored.product);
      lines += '\n';
    }
    KHOJ_TRY(write(lines));
    summary.products += page.products.size();
    summary.bytes += lines.size();
    cursor = std::move(page.next_cursor);
    if (progress) progress({.products_done = summary.products, .products_total = total});
  }
  return summary;
}

}  // namespace

base::Result<ExportSummary> export_catalog(const ExportOptions& options, store::CatalogStore& store,
                                           const std::function<void(const ExportProgress&)>& progress) {
  if (!options.file) {
    const auto to_standard_output = [](std::string_view text) {
      return io::write_all(STDOUT_FILENO, text, "standard output");
    };
    return write_pages(options.tenant, store, to_standard_output, progress);
  }
  KHOJ_ASSIGN(io::AtomicFileWriter writer, io::AtomicFileWriter::create(*options.file));
  KHOJ_ASSIGN(
      const ExportSummary summary,
      write_pages(
          options.tenant, store, [&](std::string_view text) { return writer.write(text); }, progress));
  KHOJ_TRY(writer.commit());
  return summary;
}

}  // namespace khoj::jobs
