import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { chanceText } from './compare.ts';
import { runHtml } from './html-case.ts';
import { caseOrder } from './html-order.ts';
import { css } from './html-style.ts';
import { measureNames } from './measures.ts';
import { intervalOf, keepsBar, percent } from './rates.ts';
import type { EvalReport, SideReport } from './report.ts';

type Html = ReturnType<typeof html>;

/**
 * The report as one page: no script, nothing from elsewhere (its CSP forbids both), every value escaped. Each case opens to
 * its thread, decision, reasons, draft and sources; those that went wrong stand first.
 */
export async function reportHtml(report: EvalReport): Promise<string> {
  const { sides, comparison, cases, path, repeat, answers, atMs } = report;
  const hash = createHash('sha256').update(css).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return String(
    await html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${policy}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <meta name="referrer" content="no-referrer" />
          <title>Evaluation of ${path} · Inreply</title>
          ${raw(`<style>${css}</style>`)}
        </head>
        <body>
          <main>
            <h1>Evaluation of ${path}</h1>
            <p class="quiet">
              ${cases} cases${repeat > 1 ? `, ${repeat} times each` : ''} · answers ${answers} ·
              ${new Date(atMs).toISOString()}. This page holds mail: keep it as you keep the mailbox.
            </p>
            ${comparison ? comparisonHtml(comparison) : ''} ${sides.map(sideHtml)}
          </main>
        </body>
      </html>`,
  );
}

function comparisonHtml({ flips, deltas, before, after }: NonNullable<EvalReport['comparison']>): Html {
  return html`<section>
    <h2>${after}, compared with ${before}</h2>
    <ul>
      ${deltas
        .filter(({ of }) => of > 0)
        .map(
          ({ what, better, worse, of, p }) =>
            html`<li>
              ${measureNames[what].title}: ${better} better, ${worse} worse of ${of}; ${chanceText(p)}
            </li>`,
        )}
    </ul>
    ${
      flips.length === 0
        ? html`<p>No decision flipped.</p>`
        : html`<div class="wide">
            <table>
              <thead>
                <tr>
                  <th scope="col">Case</th>
                  <th scope="col">From</th>
                  <th scope="col">To</th>
                  <th scope="col">Why</th>
                  <th scope="col"></th>
                </tr>
              </thead>
              <tbody>
                ${flips.map(
                  ({ id, from, to, because, better }) =>
                    html`<tr>
                      <td>${id}</td>
                      <td>${from}</td>
                      <td>${to}</td>
                      <td>${because}</td>
                      <td class="${better === false ? 'bad' : 'good'}">
                        ${better === null ? '' : better ? 'better' : 'worse'}
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

function sideHtml(side: SideReport): Html {
  const { measures, label } = side;
  return html`<section>
    <h2>${label}</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Measure</th>
            <th scope="col">Share</th>
            <th scope="col">Count</th>
            <th scope="col">95 % interval</th>
            <th scope="col">Bar</th>
          </tr>
        </thead>
        <tbody>
          ${measures.rates.map((rate) => {
            const { low, high } = intervalOf(rate);
            const bar =
              rate.bar &&
              ('atLeast' in rate.bar
                ? `at least ${percent(rate.bar.atLeast)}`
                : `at most ${percent(rate.bar.atMost)}`);
            return html`<tr>
              <td>${rate.name}</td>
              <td class="number">${rate.of === 0 ? '–' : percent(rate.count / rate.of)}</td>
              <td class="number">${rate.count}/${rate.of}</td>
              <td class="number">${rate.of === 0 ? '' : `${percent(low)} to ${percent(high)}`}</td>
              <td class="${keepsBar(rate) ? 'good' : 'bad'}">
                ${bar ? `${bar}: ${keepsBar(rate) ? 'kept' : 'missed'}` : ''}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    <p class="quiet">
      ${measures.cost.model_calls} model calls, ${measures.cost.input_tokens} tokens in,
      ${measures.cost.output_tokens} out.
      ${Object.entries(measures.latency).map(([step, { p50, p95 }]) => `${step}: p50 ${p50} ms, p95 ${p95} ms. `)}
    </p>
    <h3>Cases</h3>
    ${caseOrder([...side.runs, ...side.unrecorded]).map(runHtml)}
  </section>`;
}
