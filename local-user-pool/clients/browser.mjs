// Chromium, driven by Selenium, and the server of the pages that it opens. Nothing is downloaded: both programs come from the
// system's packages.

import { createServer } from 'node:http';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Builder, By, until } from 'selenium-webdriver';
import { Options, ServiceBuilder } from 'selenium-webdriver/chrome.js';

/** One of the callback URLs of the pool's own settings, where Vite serves an application too. */
const PORT = 5173;
export const ORIGIN = `http://localhost:${PORT}`;

const PATIENCE = 60_000;

async function bundle(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`pages/${name}.mjs`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    // amazon-cognito-identity-js still wants it.
    define: { global: 'globalThis' },
    logLevel: 'error'
  });
  return outputFiles[0].text;
}

/** Chromium at an application of one page, which is served at the top of every origin of its port. */
export class Browser {
  #server;
  #driver;
  #script;
  pool;

  static async start(name, pool) {
    const browser = new Browser();
    browser.pool = pool;
    browser.#script = await bundle(name);
    await browser.#serve();
    try {
      browser.#driver = await new Builder()
        .forBrowser('chrome')
        .setChromeOptions(
          new Options()
            .setChromeBinaryPath(process.env.CHROMIUM ?? '/usr/bin/chromium')
            .setAcceptInsecureCerts(true)
            .addArguments(
              '--headless=new',
              '--no-sandbox',
              '--disable-gpu',
              '--disable-dev-shm-usage',
              '--no-first-run',
              '--disable-background-networking',
              '--disable-component-update',
              '--disable-sync'
            )
        )
        .setChromeService(new ServiceBuilder(process.env.CHROMEDRIVER ?? '/usr/bin/chromedriver'))
        .build();
      await browser.#driver.manage().setTimeouts({ script: PATIENCE, pageLoad: PATIENCE });
    } catch (e) {
      await browser.stop();
      throw e;
    }
    return browser;
  }

  async #serve() {
    this.#server = createServer((request, response) => {
      const path = new URL(request.url, ORIGIN).pathname;
      if (path === '/') {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(
          `<!DOCTYPE html><title>test</title><script>window.POOL = ${JSON.stringify(this.pool)};` +
            'window.onerror = message => { window.broken = message; };</script>' +
            '<script src="/app.js"></script>'
        );
      } else if (path === '/app.js') {
        response.setHeader('content-type', 'text/javascript; charset=utf-8');
        response.end(this.#script);
      } else {
        response.statusCode = 404;
        response.end();
      }
    });
    this.#server.listen(PORT, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop() {
    await this.#driver?.quit();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Opens the page as somebody who was never here. */
  async openAfresh(origin = ORIGIN) {
    await this.#driver.sendDevToolsCommand('Network.clearBrowserCookies', {});
    await this.#driver.sendDevToolsCommand('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    await this.open(origin);
    await this.#driver.executeScript('sessionStorage.clear()');
  }

  async open(origin = ORIGIN) {
    await this.#driver.get(origin + '/');
  }

  async openAtPool(path) {
    await this.#driver.get(this.pool + path);
  }

  /** Calls a function of the page. What it throws is thrown here, with the name of the error. */
  async call(name, ...parameters) {
    const state = await this.#driver.wait(
      () => this.#driver.executeScript('return window.broken ?? (window.app && "good")'),
      PATIENCE,
      'the script of the page'
    );
    if (state !== 'good') {
      throw new Error(state);
    }
    const { value, error } = await this.#driver.executeAsyncScript(
      `const done = arguments[arguments.length - 1];
       Promise.resolve().then(() => window.app[arguments[0]](...arguments[1])).then(
         value => done({ value }),
         e => done({ error: { name: e.name, code: e.code, message: e.message } }));`,
      name,
      parameters
    );
    if (error) {
      throw Object.assign(new Error(error.message), error);
    }
    return value ?? undefined;
  }

  /** Lets the page leave for another address, or for itself after a detour, and waits until the browser is there. */
  async leave(name, to) {
    await this.#driver.executeScript('window.left = false; window.app[arguments[0]]()', name);
    await this.#driver.wait(() => this.#driver.executeScript('return window.left === undefined'), PATIENCE);
    await this.at(to);
  }

  /** Waits until the browser shows an address that begins so. */
  async at(address) {
    await this.#driver.wait(async () => (await this.address()).startsWith(address), PATIENCE, 'the browser at ' + address);
  }

  async address() {
    return this.#driver.getCurrentUrl();
  }

  /** Fills the pool's sign-in form as a person would. */
  async signIn(username, password) {
    await this.at(this.pool + '/login');
    await this.#type('username', username);
    await this.#type('password', password);
    await this.#submit();
  }

  /** The form asks for another password in place of a temporary one. */
  async signInWithNewPassword(username, temporary, password) {
    await this.signIn(username, temporary);
    await this.#driver.wait(until.elementLocated(By.id('new_password')), PATIENCE);
    await this.#type('username', username);
    await this.#type('password', temporary);
    await this.#type('new_password', password);
    await this.#submit();
  }

  async problem() {
    return (await this.#driver.wait(until.elementLocated(By.id('problem')), PATIENCE)).getText();
  }

  async #type(id, text) {
    const field = await this.#driver.wait(until.elementLocated(By.id(id)), PATIENCE);
    await field.clear();
    await field.sendKeys(text);
  }

  async #submit() {
    await this.#driver.findElement(By.css('button[type=submit]')).click();
  }
}
