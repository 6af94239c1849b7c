"""Magento's product export."""
