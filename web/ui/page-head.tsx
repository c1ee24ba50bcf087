import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Icon } from './icon.tsx';
import './page.css';

type PageHeadProps = {
  title: string;
  about?: string;
  back?: { href: string; words: string };
  /** Stands beside the title. */
  badge?: ComponentChildren;
  actions?: ComponentChildren;
  children?: ComponentChildren;
};

/** The head of a view that is read like a page: what it is, and what can be done with all of it. */
export function PageHead({ title, about, back, badge, actions, children }: PageHeadProps) {
  // What was shown before may have been scrolled.
  useEffect(() => document.getElementById('main')?.scrollTo(0, 0), []);
  return (
    <header class="page-head">
      {back === undefined ? null : (
        <a class="page-back" href={back.href}>
          <Icon name="back" size={15} /> {back.words}
        </a>
      )}
      <div class="page-title">
        <h1>
          <span dir="auto">{title}</span> {badge}
        </h1>
        {about === undefined ? null : <p dir="auto">{about}</p>}
      </div>
      {actions === undefined ? null : <div class="page-actions">{actions}</div>}
      {children}
    </header>
  );
}
