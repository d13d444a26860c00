package io.github.kafkaspark.jobs.web;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Headless Chromium, as Debian's packages chromium and chromium-driver bring it. */
final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private final ChromeDriver driver;
  private final WebDriverWait wait;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
    this.wait = new WebDriverWait(driver, Duration.ofSeconds(20));
  }

  static Browser open() {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "needs a browser: apt-get install chromium chromium-driver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
    options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  void size(int width, int height, boolean phone) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
  }

  void dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  void go(Object address) {
    driver.get(address.toString());
  }

  private WebElement shown(String id) {
    return wait.until(ExpectedConditions.visibilityOfElementLocated(By.id(id)));
  }

  void waitFor(String id) {
    WebElement unused = shown(id);
  }

  void gone(String id) {
    wait.until(ExpectedConditions.invisibilityOfElementLocated(By.id(id)));
  }

  void waitForText(String id, String text) {
    wait.withMessage(() -> id + " has: " + driver.findElement(By.id(id)).getText())
        .until(ExpectedConditions.textToBePresentInElementLocated(By.id(id), text));
  }

  void waitForNoText(String id) {
    wait.until(ExpectedConditions.textToBe(By.id(id), ""));
  }

  void waitForFocus(String what) {
    wait.withMessage(() -> "has the focus: " + focused())
        .until(unused -> focused().startsWith(what));
  }

  void waitForPoints(int count) {
    wait.until(
        ExpectedConditions.attributeToBe(By.id("lag-chart"), "data-points", String.valueOf(count)));
  }

  String text(String id) {
    return driver.findElement(By.id(id)).getText();
  }

  void fill(String id, String text) {
    WebElement input = shown(id);
    input.clear();
    input.sendKeys(text);
  }

  void click(String id) {
    wait.until(ExpectedConditions.elementToBeClickable(By.id(id))).click();
  }

  /** Sends keys to whatever has the focus. */
  void keys(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** The id of what has the focus, or its text if it has none. */
  String focused() {
    WebElement element = driver.switchTo().activeElement();
    String id = element.getDomAttribute("id");
    return id == null ? element.getText() : id;
  }

  /** What a script of the test returns. */
  Object ask(String script) {
    return driver.executeScript(script);
  }

  void run(String script) {
    Object unused = ask(script);
  }

  /**
   * What the page's console has, refused scripts and styles too, but for refusals of the service.
   */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("Failed to load resource"))
        .toList();
  }

  void picture(String name) throws IOException {
    Path folder = Files.createDirectories(Path.of("pictures"));
    Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
