// Answers for bench/peers/sklearn/tfidf_agreement.py: a content model over lines of words parted by spaces, line i being
// item i, and for every `step`th item its most similar ones.
//
//   khoj_tfidf_peer LINES OUT MAX_WORDS MIN_DOCUMENTS MAX_SHARE SUBLINEAR STEP K
//
// OUT gets a line for every item asked for: "item", then "other:cosine", parted by spaces.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "mine/tfidf_builder.hpp"

namespace {

using namespace khoj;

int report(const base::Error& error) {
  fmt::print(stderr, "khoj_tfidf_peer: {}\n", error.describe());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv, argv + argc);
  if (arguments.size() != 9) {
    fmt::print(stderr,
               "usage: khoj_tfidf_peer LINES OUT MAX_WORDS MIN_DOCUMENTS MAX_SHARE SUBLINEAR STEP K\n");
    return 2;
  }
  const auto number = [&](std::size_t i) {
    return static_cast<std::uint32_t>(std::strtoul(arguments[i].c_str(), nullptr, 10));
  };
  mine::TfidfOptions options;
  options.max_words = number(3);
  options.min_documents = number(4);
  options.max_document_share = std::strtod(arguments[5].c_str(), nullptr);
  options.sublinear = number(6) == 1;
  auto builder = mine::TfidfBuilder::create(options);
  if (!builder) return report(builder.error());
  std::ifstream lines(arguments[1]);
  std::string line;
  mine::TfidfDocument document;
  for (std::uint32_t item = 0; std::getline(lines, line); ++item) {
    std::vector<std::string> words;
    std::istringstream stream(line);
    for (std::string word; stream >> word;) words.push_back(word);
    std::vector<text::Token> tokens;
    tokens.reserve(words.size());
    for (const std::string& word : words)
      tokens.push_back({word, static_cast<std::uint32_t>(tokens.size()), 0, 0});
    document.clear();
    document.add(tokens);
    builder->add(domain::ItemId(item), document);
  }
  const auto model = std::move(*builder).build();
  if (!model) return report(model.error());

  std::ofstream out(arguments[2]);
  mine::TfidfScratch scratch;
  const std::uint32_t step = number(7);
  const std::uint32_t k = number(8);
  for (std::uint32_t item = 0; item < model->documents(); item += step) {
    const auto hits = model->similar(domain::ItemId(item), k, scratch);
    if (!hits) return report(hits.error());
    out << item;
    for (const mine::SimilarItem& hit : *hits) out << fmt::format(" {}:{:.9g}", hit.item, hit.score);
    out << '\n';
  }
  fmt::print("{} documents, {} terms\n", model->documents(), model->terms());
  return out.flush() ? 0 : 1;
}
