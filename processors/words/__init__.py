"""Which printed words does an Arabic stem have?"""
