from setuptools import Extension, setup

setup(ext_modules=[Extension("quick", ["quick.c"])])
