<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  En verdi som skal stå mange steder. Stor verdi og mange steder er hver for seg innenfor grensene (docs/grenser.md);
  sammen ville de fylt minnet. Da skrives ikke verdien, og meldingen avvises.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- Flest tegn som én verdi kan bli til, med alle stedene den skal stå. -->
  <xsl:variable name="mest-gjentatt" select="16777216"/>

  <!-- Kontekst: verdien, eller det den står i. -->
  <xsl:template name="for-mye-gjentatt">
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'XM-004'"/>
      <xsl:with-param name="verdi" select="''"/>
      <xsl:with-param name="arg1" select="'maxRepeatedText'"/>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
