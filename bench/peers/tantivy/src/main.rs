//! tantivy as a peer: one text field with frequencies and without positions, split at blanks, one writer thread, one
//! segment. The plain modes stop early where tantivy can (block-max WAND); the `_counted` ones count all matches, too.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{DocAddress, Index, IndexWriter, Score, Searcher, TantivyDocument, Term};

const VERSION: &str = "0.27.0";
const TOP: usize = 10;
/// A little below the most that a writer takes, so that a million products make few segments to merge.
const WRITER_BYTES: usize = 4_000_000_000;

type Failure = Box<dyn std::error::Error>;

struct Arguments {
    docs: PathBuf,
    queries: PathBuf,
    index: PathBuf,
    out: PathBuf,
    rounds: usize,
    budget_s: f64,
}

fn parse_arguments() -> Result<Arguments, Failure> {
    let mut values = std::collections::HashMap::new();
    let mut arguments = std::env::args().skip(1);
    while let (Some(name), Some(value)) = (arguments.next(), arguments.next()) {
        values.insert(name, value);
    }
    let path = |name: &str| values.get(name).map(PathBuf::from).ok_or(format!("{name} is missing"));
    Ok(Arguments {
        docs: path("--docs")?,
        queries: path("--queries")?,
        index: path("--index")?,
        out: path("--out")?,
        rounds: values.get("--rounds").map_or(Ok(5), |v| v.parse())?,
        budget_s: values.get("--budget-s").map_or(Ok(60.0), |v| v.parse())?,
    })
}

fn build(arguments: &Arguments) -> Result<(Index, Field, u32), Failure> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("whitespace")
        .set_index_option(IndexRecordOption::WithFreqs);
    let field = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let index = Index::create_in_dir(&arguments.index, schema.build())?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_BYTES)?;
    let mut count = 0;
    for line in BufReader::new(File::open(&arguments.docs)?).lines() {
        let mut document = TantivyDocument::default();
        document.add_text(field, line?);
        writer.add_document(document)?;
        count += 1;
    }
    writer.commit()?;
    let mut segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        // In the order in which they were written, so that a document's number stays that of its line.
        let metas = index.searchable_segment_metas()?;
        eprintln!("tantivy wrote {} segments; merging", metas.len());
        segments = metas.iter().map(|meta| meta.id()).collect();
        writer.merge(&segments).wait()?;
    }
    writer.wait_merging_threads()?;
    Ok((index, field, count))
}

fn make_query(words: &[String], field: Field, occur: Occur) -> Box<dyn Query> {
    let clauses = words
        .iter()
        .map(|word| {
            let term = Term::from_field_text(field, word);
            let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            (occur, query)
        })
        .collect();
    Box::new(BooleanQuery::new(clauses))
}

type Hits = Vec<(Score, DocAddress)>;

fn search(searcher: &Searcher, query: &dyn Query, counted: bool) -> tantivy::Result<Hits> {
    let top = TopDocs::with_limit(TOP).order_by_score();
    if counted {
        let (hits, total) = searcher.search(query, &(top, Count))?;
        std::hint::black_box(total);
        Ok(hits)
    } else {
        searcher.search(query, &top)
    }
}

/// Like measure.hpp: a query counts with its fastest answer.
fn measure(
    arguments: &Arguments,
    mode: &str,
    count: usize,
    mut ask: impl FnMut(usize) -> tantivy::Result<Hits>,
) -> Result<String, Failure> {
    let mut best = vec![f64::INFINITY; count];
    let mut rankings = vec![Hits::new(); count];
    let total = Instant::now();
    let mut rounds = 0;
    while rounds < arguments.rounds && (rounds == 0 || total.elapsed().as_secs_f64() < arguments.budget_s) {
        for i in 0..count {
            let one = Instant::now();
            let hits = ask(i)?;
            best[i] = best[i].min(one.elapsed().as_secs_f64() * 1e6);
            if rounds == 0 {
                rankings[i] = hits;
            }
        }
        rounds += 1;
    }
    let mut out = BufWriter::new(File::create(arguments.out.join(format!("{mode}.txt")))?);
    for hits in &rankings {
        let line: Vec<String> = hits.iter().map(|(score, at)| format!("{}:{score}", at.doc_id)).collect();
        writeln!(out, "{}", line.join(" "))?;
    }
    out.flush()?;
    best.sort_by(f64::total_cmp);
    let at = |q: f64| if count == 0 { 0.0 } else { best[(q * (count - 1) as f64 + 0.5) as usize] };
    let mean = best.iter().sum::<f64>() / count.max(1) as f64;
    Ok(format!(
        "\"{mode}\":{{\"rounds\":{rounds},\"mean_us\":{mean:.2},\"p50_us\":{:.2},\"p99_us\":{:.2},\"max_us\":{:.2}}}",
        at(0.5),
        at(0.99),
        at(1.0)
    ))
}

fn folder_bytes(folder: &Path) -> Result<u64, Failure> {
    let mut bytes = 0;
    for file in fs::read_dir(folder)? {
        bytes += file?.metadata()?.len();
    }
    Ok(bytes)
}

fn main() -> Result<(), Failure> {
    let arguments = parse_arguments()?;
    let building = Instant::now();
    let (index, field, documents) = build(&arguments)?;
    let build_s = building.elapsed().as_secs_f64();

    let searcher = index.reader()?.searcher();
    if searcher.segment_readers().len() != 1 {
        return Err("not one segment".into());
    }
    let mut texts: Vec<Vec<String>> = Vec::new();
    for line in BufReader::new(File::open(&arguments.queries)?).lines() {
        texts.push(line?.split(' ').filter(|word| !word.is_empty()).map(String::from).collect());
    }
    let mut modes = String::new();
    for (name, occur) in [("disjunctive", Occur::Should), ("conjunctive", Occur::Must)] {
        let queries: Vec<_> = texts.iter().map(|words| make_query(words, field, occur)).collect();
        for (suffix, counted) in [("", false), ("_counted", true)] {
            let ask = |i: usize| search(&searcher, queries[i].as_ref(), counted);
            let mode = format!("{name}{suffix}");
            modes += &format!(",{}", measure(&arguments, &mode, queries.len(), ask)?);
        }
    }
    println!(
        "{{\"engine\":\"tantivy\",\"version\":\"{VERSION}\",\"documents\":{documents},\"build_s\":{build_s:.3},\"index_bytes\":{}{modes}}}",
        folder_bytes(&arguments.index)?
    );
    Ok(())
}
