#include "store/product_document.hpp"

#include <utility>

#include "store/product_json.hpp"

namespace khoj::store {

base::Result<ProductDocument> make_document(domain::Product product) {
  KHOJ_TRY(domain::validate(product));
  ProductDocument document;
  document.created_ms = std::exchange(product.created_ms, 0);
  product.updated_ms = 0;
  append_product_json(document.doc, product);
  document.product_id = std::move(product.id);
  return document;
}

base::Result<std::vector<ProductDocument>> make_documents(std::vector<domain::Product> products) {
  std::vector<ProductDocument> documents;
  documents.reserve(products.size());
  for (std::size_t i = 0; i < products.size(); ++i) {
    auto document = make_document(std::move(products[i]));
    if (!document) {
      auto error = std::move(document).error();
      return base::fail(products.size() == 1 ? std::move(error)
                                             : base::at(fmt::format("[{}]", i), std::move(error)));
    }
    documents.push_back(std::move(*document));
  }
  return documents;
}

base::Result<domain::Product> read_document(std::string_view product_id, std::string_view doc,
                                            std::int64_t created_ms, std::int64_t updated_ms) {
  auto product = product_from_trusted_json(doc);
  if (!product || product->id != product_id) {
    return base::fail(base::ErrorCode::corruption, "the stored product '{}' cannot be read: {}", product_id,
                      product ? "it holds another id" : product.error().describe());
  }
  product->created_ms = created_ms;
  product->updated_ms = updated_ms;
  return product;
}

}  // namespace khoj::store
