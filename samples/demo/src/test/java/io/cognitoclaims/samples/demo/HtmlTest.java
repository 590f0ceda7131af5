package io.cognitoclaims.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void whateverIsNotHtmlItselfIsEscaped() {
        Html page = Html.of("<p title=\"%s\">%s</p>", "\" onclick='x'", "<script>&amp;");

        assertThat(page.text()).isEqualTo("<p title=\"&quot; onclick=&#39;x&#39;\">&lt;script&gt;&amp;amp;</p>");
    }

    @Test
    void piecesOfHtmlArePutIntoOthersAsTheyAre() {
        Html item = Html.of("<li>%s</li>", "a<b");

        assertThat(Html.of("<ul>%s</ul>%s", List.of(item, item), 3).text())
                .isEqualTo("<ul><li>a&lt;b</li><li>a&lt;b</li></ul>3");
    }

    @Test
    void valuesAreNotTakenForTemplates() {
        assertThat(Html.of("%s", Html.of("<b>%s</b>", "%s%n")).text()).isEqualTo("<b>%s%n</b>");
    }
}
