import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.spans.SpanNearQuery;
import org.apache.lucene.queries.spans.SpanOrQuery;
import org.apache.lucene.queries.spans.SpanQuery;
import org.apache.lucene.queries.spans.SpanTermQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** From a rule of bench_rules.py to a query: words and phrases pass through the analyzer of the documents. */
final class Queries {
  private record Word(String text, int position) {}

  private final Analyzer analyzer;

  Queries(Analyzer analyzer) {
    this.analyzer = analyzer;
  }

  /** One SHOULD per word in a MUST per clause; witnesses near each other are one unordered span. */
  Query of(JsonNode rule) throws IOException {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    int near = rule.get("near").asInt();
    if (near > 0) {
      query.add(near(rule.get("must"), near), Occur.MUST);
    } else {
      for (JsonNode group : rule.get("must")) {
        query.add(anyOf(group), Occur.MUST);
      }
    }
    for (JsonNode group : rule.get("not")) {
      query.add(anyOf(group), Occur.MUST_NOT);
    }
    if (!rule.get("publishers").isEmpty()) {
      BooleanQuery.Builder publishers = new BooleanQuery.Builder();
      for (JsonNode publisher : rule.get("publishers")) {
        publishers.add(new TermQuery(new Term("publisher", publisher.asText())), Occur.SHOULD);
      }
      query.add(publishers.build(), Occur.FILTER);
    }
    return query.build();
  }

  private Query anyOf(JsonNode group) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    String field = group.get("field").asText();
    for (JsonNode said : group.get("words")) {
      List<Word> words = analyzed(said.asText());
      if (words.size() == 1) {
        any.add(new TermQuery(new Term(field, words.get(0).text())), Occur.SHOULD);
      } else if (!words.isEmpty()) {
        PhraseQuery.Builder phrase = new PhraseQuery.Builder();
        for (Word word : words) {
          phrase.add(new Term(field, word.text()), word.position());
        }
        any.add(phrase.build(), Occur.SHOULD);
      }
    }
    return any.build();
  }

  /** Within `near` words from the first of all witnesses to the last, so with that many less the witnesses between. */
  private Query near(JsonNode groups, int near) throws IOException {
    List<SpanQuery> clauses = new ArrayList<>();
    for (JsonNode group : groups) {
      List<SpanQuery> any = new ArrayList<>();
      for (JsonNode said : group.get("words")) {
        List<Word> words = analyzed(said.asText());
        if (!words.isEmpty()) {
          any.add(span(group.get("field").asText(), words));
        }
      }
      clauses.add(new SpanOrQuery(any.toArray(SpanQuery[]::new)));
    }
    return new SpanNearQuery(clauses.toArray(SpanQuery[]::new), near - clauses.size(), false);
  }

  private static SpanQuery span(String field, List<Word> words) {
    if (words.size() == 1) {
      return new SpanTermQuery(new Term(field, words.get(0).text()));
    }
    SpanNearQuery.Builder phrase = SpanNearQuery.newOrderedNearQuery(field);
    int next = words.get(0).position();
    for (Word word : words) {
      if (word.position() > next) {
        phrase.addGap(word.position() - next);
      }
      phrase.addClause(new SpanTermQuery(new Term(field, word.text())));
      next = word.position() + 1;
    }
    return phrase.build();
  }

  private List<Word> analyzed(String said) throws IOException {
    List<Word> words = new ArrayList<>();
    try (TokenStream stream = analyzer.tokenStream("all", said)) {
      CharTermAttribute text = stream.addAttribute(CharTermAttribute.class);
      PositionIncrementAttribute step = stream.addAttribute(PositionIncrementAttribute.class);
      stream.reset();
      int position = -1;
      while (stream.incrementToken()) {
        position += step.getPositionIncrement();
        words.add(new Word(text.toString(), position));
      }
      stream.end();
    }
    return words;
  }
}
