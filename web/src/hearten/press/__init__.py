"""The card press: a reminder in the sightline, on paper or in the corner of the desk, in designs that take turns.

One drawing is made of words, shapes and the brand, and written as SVG or as PDF. House cards and quotations are data;
what somebody writes for themselves is kept through the seal.
"""
