import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { deskCache, followDesk, transport } from './bridge';
import { firstLanguage, startTranslator } from './i18n';
import { Look } from './theme';

// The desk is called while the catalogues load.
transport();
const cache = deskCache();
followDesk(cache);
await startTranslator(firstLanguage());

const place = document.getElementById('root');
if (!place) throw new Error('index.html has no #root');
createRoot(place).render(
  <QueryClientProvider client={cache}>
    <Look>
      <App />
    </Look>
  </QueryClientProvider>,
);
