import {
  Button,
  createTheme,
  Input,
  NativeSelect,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e7f5f4',
  '#d0e9e7',
  '#a4d3cf',
  '#74bbb5',
  '#4aa59d',
  '#2a918a',
  '#137c76',
  '#0b6761',
  '#07544f',
  '#043f3c',
];

// Mantine draws the dark look with these: its greys, tinted like ours.
const dark: MantineColorsTuple = [
  '#e8eeed',
  '#c6d0ce',
  '#a3b1ae',
  '#7c8a87',
  '#4a5855',
  '#35403e',
  '#1a201f',
  '#121716',
  '#0f1413',
  '#0b0f0e',
];

/** The shop's look on Mantine: one accent, one base size, rows of one height. Colours by meaning are in tokens.css. */
export const theme = createTheme({
  primaryColor: 'teal',
  colors: { teal, dark },
  fontWeights: { medium: '500' },
  primaryShade: 7,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace',
  headings: { fontFamily: 'var(--font)', fontWeight: '600' },
  fontSizes: { xs: '0.8125rem', sm: '0.9375rem', md: '0.9375rem', lg: '1.125rem', xl: '1.375rem' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: Button.extend({
      defaultProps: { variant: 'default' },
      // Compact buttons stand inside rows and keep their own height.
      vars: (_, { size }) => ({
        root: String(size).startsWith('compact')
          ? {}
          : { '--button-height': 'var(--row)', '--button-fz': '0.9375rem', '--button-padding-x': '14px' },
      }),
    }),
    Input: Input.extend({
      vars: () => ({
        wrapper: {
          '--input-height': 'var(--row)',
          '--input-fz': '0.9375rem',
          '--input-bd-focus': 'var(--accent)',
        },
      }),
    }),
    InputWrapper: Input.Wrapper.extend({
      defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] },
    }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm' } }),
  },
});

/** Mantine's own variables, mended: its dimmed, placeholder, error and disabled texts fail the contrast of 4.5. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': 'var(--ground)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-quiet)',
    '--mantine-color-placeholder': 'var(--ink-quiet)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-disabled': 'var(--ground-sunk)',
    '--mantine-color-disabled-color': 'var(--ink-quiet)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-color-teal-text': 'var(--accent)',
    '--mantine-color-teal-light-color': 'var(--accent)',
    '--mantine-color-teal-outline': 'var(--accent)',
  },
  dark: {
    '--mantine-color-body': 'var(--ground)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-quiet)',
    '--mantine-color-placeholder': 'var(--ink-quiet)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-default': 'var(--ground-raised)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-disabled': 'var(--ground-sunk)',
    '--mantine-color-disabled-color': 'var(--ink-quiet)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-color-teal-text': 'var(--accent)',
    '--mantine-color-teal-light-color': 'var(--accent)',
    '--mantine-color-teal-outline': 'var(--accent)',
  },
});
