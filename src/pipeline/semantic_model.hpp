// What search by meaning reads: vectors of words, and of each product the vector of its words. Immutable; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/product.hpp"
#include "mine/item_vectors.hpp"
#include "mine/word_vectors.hpp"
#include "text/analyzer.hpp"

namespace khoj::pipeline {

struct SemanticModel {
  mine::WordVectors words;
  mine::ItemVectors products;  ///< Of as many numbers as the words'.
};

/// Appends the terms of a text. @param tokens scratch.
void append_words(const text::Analyzer& analyzer, std::string_view text, text::TokenBuffer& tokens,
                  std::vector<std::string>& words);

/// Appends the words by which a product's meaning is known: its title, and every level of its categories.
void append_product_words(const text::Analyzer& analyzer, const domain::Product& product,
                          text::TokenBuffer& tokens, std::vector<std::string>& words);

}  // namespace khoj::pipeline
