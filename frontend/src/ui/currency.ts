import { createContext, useContext } from 'react';
import type { Currency } from '../format';

const hryvnia: Currency = { code: 'UAH', digits: 2, symbol: '₴' };

/** The shop's currency; the hryvnia until there is a shop. */
export const CurrencyContext = createContext(hryvnia);

/** The shop's currency: every sum of the shop is in it. */
export function useCurrency(): Currency {
  return useContext(CurrencyContext);
}
