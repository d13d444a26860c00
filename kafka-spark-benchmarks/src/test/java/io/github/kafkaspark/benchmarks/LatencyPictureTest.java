package io.github.kafkaspark.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LatencyPictureTest {

  private final LatencyPicture picture = new LatencyPicture();

  @Test
  void hasAColumnForEachNumberOfPartitionsAndAPointForEachMedian() throws Exception {
    picture.add(4, series(200, 1_004), series(200, 85));
    picture.add(32, series(200, 5_742), series(200, 153));

    Document svg = parse(picture.toSvg());

    assertThat(texts(svg))
        .contains("4 partitions", "32 partitions", "1,004", "85", "5,742", "153")
        .contains("10", "100", "1,000", "10,000")
        .doesNotContain("1", "100,000");
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(4);
    assertThat(y(svg, "10,000")).isLessThan(y(svg, "1,000"));
  }

  @Test
  void leavesOutAPercentileOfTooFewRecords() throws Exception {
    picture.add(1, series(3, 500), series(200, 50));

    NodeList lines = parse(picture.toSvg()).getElementsByTagName("polyline");

    assertThat(
            IntStream.range(0, 4).mapToObj(i -> ((Element) lines.item(i)).getAttribute("points")))
        .filteredOn(String::isEmpty)
        .hasSize(1);
  }

  @Test
  void isEmptyIfNothingWasMeasured() throws Exception {
    assertThat(parse(picture.toSvg()).getElementsByTagName("circle").getLength()).isEqualTo(2);
  }

  private static Series series(int tries, double millis) {
    return new Series(
        Collections.singletonList(DoubleStream.generate(() -> millis).limit(tries).toArray()));
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
  }

  private static String[] texts(Document svg) {
    NodeList texts = svg.getElementsByTagName("text");
    return IntStream.range(0, texts.getLength())
        .mapToObj(i -> texts.item(i).getTextContent())
        .toArray(String[]::new);
  }

  private static double y(Document svg, String text) {
    NodeList texts = svg.getElementsByTagName("text");
    return IntStream.range(0, texts.getLength())
        .mapToObj(i -> (Element) texts.item(i))
        .filter(each -> each.getTextContent().equals(text))
        .mapToDouble(each -> Double.parseDouble(each.getAttribute("y")))
        .findFirst()
        .getAsDouble();
  }
}
