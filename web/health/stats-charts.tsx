import { Bars } from '../charts/bars.tsx';
import type { Column, Series } from '../charts/series.ts';
import type { StatsAnswer } from '../api/view-types.ts';
import { waiting } from '../queue/rows.ts';
import { nowMs } from '../ui/time.tsx';
import { agesOf } from './review-ages.ts';
import { countOf, dayText, moneyText, shortCount } from '../format.ts';

const fates: readonly Series[] = [
  { key: 'replied', label: 'Replied', tone: 'replied' },
  { key: 'reviewed', label: 'Reviewed', tone: 'review' },
  { key: 'skipped', label: 'No answer', tone: 'quiet' },
  { key: 'escalated', label: 'Handed on', tone: 'escalated' },
  { key: 'dead', label: 'Failed', tone: 'bad' },
];
const verdicts: readonly Series[] = [
  { key: 'approved_unedited', label: 'Approved as written', tone: 'replied' },
  { key: 'approved_edited', label: 'Approved with changes', tone: 'escalated' },
  { key: 'rejected', label: 'Rejected', tone: 'bad' },
];
const received: readonly Series[] = [{ key: 'received', label: 'Mails', tone: 'review' }];
const trouble: readonly Series[] = [
  { key: 'bounced', label: 'Came back', tone: 'escalated' },
  { key: 'complained', label: 'Complaints', tone: 'bad' },
];
const open: readonly Series[] = [{ key: 'waiting', label: 'Reviews', tone: 'review' }];
const left: readonly Series[] = [{ key: 'sent', label: 'Sent', tone: 'replied' }];

/** The last days as charts. */
export function StatsCharts({ stats }: { stats: StatsAnswer }) {
  const days = stats.days.map(({ date, cost, ...values }) => ({
    label: dayText(date),
    name: dayText(date, true),
    values: { ...values, ...spentOf(cost) },
  }));
  const hours: Column[] = stats.hours.map((count, hour) => ({
    label: String(hour),
    name: `${String(hour).padStart(2, '0')}:00`,
    values: { received: count },
  }));
  const ages = agesOf(
    waiting.value.map(({ created_at }) => Date.parse(created_at)),
    nowMs.value,
  );
  const came = stats.days.reduce((sum, day) => sum + day.received, 0);
  const isPriced = stats.days.some(({ cost }) => (cost.money ?? 0) > 0);
  return (
    <section class="part" aria-labelledby="last-days">
      <h2 id="last-days">The last {stats.days.length} days</h2>
      <div class="charts">
        <Bars
          title="What became of mail"
          series={fates}
          columns={days}
          per="Day"
          note={`${countOf(came, 'mail')} came in. Days are those of UTC.`}
        />
        <Bars title="Mail today" series={received} columns={hours} per="Hour" note="By hour (UTC)." />
        <Bars title="What people decided" series={verdicts} columns={days} per="Day" />
        <Bars title="Open reviews by age" series={open} columns={ages} per="Age" />
        <Bars title="Sent" series={left} columns={days} per="Day" />
        <Bars title="Came back or drew a complaint" series={trouble} columns={days} per="Day" />
        {isPriced ? (
          <Bars
            title="Cost of models"
            series={[{ key: 'money', label: 'Cost', tone: 'review' }]}
            columns={days}
            per="Day"
            note="In the currency of the agents’ prices."
            show={moneyText}
            showTick={moneyText}
            fractions
          />
        ) : (
          <Bars
            title="Tokens of models"
            series={[
              { key: 'input_tokens', label: 'In', tone: 'review' },
              { key: 'output_tokens', label: 'Out', tone: 'replied' },
            ]}
            columns={days}
            per="Day"
            showTick={shortCount}
            note="For costs, give the agents prices."
          />
        )}
      </div>
    </section>
  );
}

function spentOf(cost: StatsAnswer['days'][number]['cost']): Record<string, number> {
  return { money: cost.money ?? 0, input_tokens: cost.input_tokens, output_tokens: cost.output_tokens };
}
